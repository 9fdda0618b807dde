/** Prints the texts that an oracle script runs in real Keras, as a JSON list: `node --import tsx test/oracle/texts.mjs rules`. */
const { [process.argv[2]]: texts } = { rules: () => import('../unit/rules/texts.js'), fixes: () => import('../unit/fixes/texts.js') };
if (!texts) throw new Error('Say which texts: rules or fixes.');
const { allTexts } = await texts();
process.stdout.write(JSON.stringify([...new Set(allTexts())]));
