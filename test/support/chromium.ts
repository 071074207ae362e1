export { launchChromium } from '../../scripts/browser/launch-chromium.js';
