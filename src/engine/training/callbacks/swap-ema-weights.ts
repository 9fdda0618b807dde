import { defineCallback } from '../callback.js';

/**
 * Has validation look at the averages of the weights instead of the weights, and with `swap_on_epoch` also what is saved after an epoch
 * (`keras/src/callbacks/swap_ema_weights.py`).
 */
export default defineCallback({
  className: 'SwapEMAWeights',
  create(config, context) {
    if (!context.averages) return 'SwapEMAWeights is skipped, because it needs an optimizer with use_ema=True, and this one keeps no averages of the weights.';
    const onEpoch = config.flag('swapOnEpoch');
    let averagesAreIn = false;
    const swap = async (wanted: boolean): Promise<void> => {
      if (averagesAreIn === wanted) return;
      averagesAreIn = wanted;
      await context.averages!.swap();
    };
    return {
      epochBegin: () => (onEpoch ? swap(false) : undefined),
      async epochEnd(epoch) {
        if (!onEpoch || averagesAreIn) return;
        await swap(true);
        // At the end of `fit` the averages are put in the weights' place.
        if (epoch === context.epochs - 1) await context.averages!.followWeights();
      },
      testBegin: () => swap(true),
      testEnd: () => swap(false),
    };
  },
});
