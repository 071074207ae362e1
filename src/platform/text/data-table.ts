/** A column of an exported table. */
export interface DataColumn {
  /** The same in each language and release, so that whoever reads the file by program can rely on it. */
  name: string;
  /** What it is, in the reader's language. */
  meaning: string;
}

export type DataCell = string | number | null;

/** A table as it is exported. Empty cells are null: what is not published, or does not apply. */
export interface DataTable {
  /** Of its sheet or file; the same in each language and release. */
  name: string;
  columns: DataColumn[];
  rows: DataCell[][];
}
