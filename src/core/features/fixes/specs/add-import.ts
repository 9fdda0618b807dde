import { kerasLayer } from '../../../layers/lookup.js';
import { importsOf } from '../../../rules/naming.js';
import { defineFix } from '../define.js';

/** A layer that is used without being imported. */
export default defineFix({
  codes: ['undefined-name'],
  *candidates({ text, written }, { span }) {
    const name = text.slice(span.from, span.to);
    if (!kerasLayer(name)) return;
    const imports = importsOf(written.parsed);
    const beside = imports.find(({ statement }) => !statement.star && statement.level === 0 && /^((tensorflow\.)?keras|tf_keras)\.layers$/.test(statement.module));
    const last = beside?.statement.names.at(-1);
    if (beside && last) {
      yield { title: `Import ${name} from ${beside.statement.module}`, edits: [{ span: { from: beside.base + last.to, to: beside.base + last.to }, text: `, ${name}` }] };
      return;
    }
    const module = /^[ \t]*(?:from|import)[ \t]+tensorflow\b/m.test(text) ? 'tensorflow.keras.layers' : 'keras.layers';
    const first = /^(?:from|import)[ \t].*$/m.exec(text);
    if (!first) return;
    yield { title: `Import ${name} from ${module}`, edits: [{ span: { from: first.index, to: first.index }, text: `from ${module} import ${name}\n` }] };
  },
});
