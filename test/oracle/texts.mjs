/** Prints the texts that an oracle script runs in real Keras, as a JSON list: `node --import tsx test/oracle/texts.mjs rules`. */
const { [process.argv[2]]: texts } = {
  rules: async () => (await import('../unit/rules/texts.js')).allTexts,
  mistakes: async () => (await import('../unit/rules/texts.js')).mistakeTexts,
  fixes: async () => (await import('../unit/fixes/texts.js')).allTexts,
};
if (!texts) throw new Error('Say which texts: rules, mistakes or fixes.');
const list = await texts();
process.stdout.write(JSON.stringify([...new Set(list())]));
