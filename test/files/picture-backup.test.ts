import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { exportDatabase, importDatabase, startEmbeddedMongo } from 'embedded-mongo';
import { GridFSBucket, MongoClient } from 'mongodb';
import mongoose, { Types } from 'mongoose';
import { deletePictureFiles, readPictureFile, writePictureFiles } from '../../src/files/picture-files.js';
import { dataDir, emptyDatabase, useDatabase } from '../support/database.js';

describe('The files of pictures', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const hash = 'cd'.repeat(16);
  // More than one chunk.
  const body = randomBytes(700_000);
  const write = async () => {
    const id = new Types.ObjectId();
    await writePictureFiles(hash, [{ id, width: 1200, body }]);
    return id;
  };

  it('come back byte by byte, and not once they are deleted', async () => {
    const id = await write();
    expect((await readPictureFile(`${hash}-1200.jpg`))!.equals(body)).to.equal(true);
    await deletePictureFiles([id]);
    expect(await readPictureFile(`${hash}-1200.jpg`)).to.equal(null);
    expect(await mongoose.connection.db!.collection('pictures.chunks').countDocuments()).to.equal(0);
  });

  it('go along when the database is exported and imported elsewhere', async () => {
    await write();
    const folder = await mkdtemp(path.join(dataDir, 'pictures-'));
    await exportDatabase(mongoose.connection.db!, path.join(folder, 'export'));
    const store = await startEmbeddedMongo({ dataDir: path.join(folder, 'other') });
    const client = await MongoClient.connect(store.uri);
    try {
      await importDatabase(path.join(folder, 'export'), client.db());
      const bucket = new GridFSBucket(client.db(), { bucketName: 'pictures' });
      const chunks: Buffer[] = [];
      for await (const chunk of bucket.openDownloadStreamByName(`${hash}-1200.jpg`))
        chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).equals(body)).to.equal(true);
    } finally {
      await client.close();
      await store.stop();
    }
  });
});
