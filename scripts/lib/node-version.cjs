// Loaded before any script is read (`-r` in package.json), in syntax that old versions of Node know: they get one sentence instead of a stack trace.
var major = Number(process.versions.node.split('.')[0]);
if (!(major >= 20)) {
  console.error('ConvLens needs Node 20 or newer, and this is Node ' + process.versions.node + ' (' + process.execPath + '). Install a current version, for example with nvm: nvm install 22.');
  process.exit(1);
}
