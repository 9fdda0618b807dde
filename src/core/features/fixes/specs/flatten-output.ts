import { insertion } from '../../../rules/insert.js';
import { defineFix } from '../define.js';

/** Labels name one class an image, but the model answers for each position: flatten or average before its last layer. */
export default defineFix({
  codes: ['target-shape'],
  *candidates(context, { span }) {
    const trained = context.trained.find(({ recipe: { fitSpan } }) => fitSpan && fitSpan.file === undefined && fitSpan.from <= span.from && span.to <= fitSpan.to);
    const [output] = trained?.model.graph.outputs ?? [];
    const call = trained && output !== undefined ? trained.view.maker(output) : undefined;
    const layer = call && trained?.view.layerOf(call);
    if (!call || layer?.type !== 'Dense' || trained?.view.shape(call.outputs[0]!)?.length !== 4) return;
    for (const type of ['Flatten', 'GlobalAveragePooling2D']) {
      for (const { edits } of insertion(context.written, layer.span, call.span, type)) yield { title: `Insert ${type} before "${layer.name}"`, edits };
    }
  },
});
