import assert from 'node:assert/strict';
import { PerformanceObserver } from 'node:perf_hooks';
import { cachedDataVersionTag } from 'node:v8';
import { tidyWhenIdle } from '../../../src/extension/analyzer/tidy.js';

describe('garbage of the analysis', () => {
  it('is collected once nobody asks, and compiled code that was kept still fits', async () => {
    const before = cachedDataVersionTag();
    const tidy = tidyWhenIdle();
    assert.equal(cachedDataVersionTag(), before);
    const collected = new Promise<void>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        // Forced, so not by chance (`PERFORMANCE_GC_FLAGS_FORCED`).
        if (!list.getEntries().some((entry) => (((entry as { readonly detail?: { readonly flags: number } }).detail?.flags ?? 0) & 4) !== 0)) return;
        observer.disconnect();
        resolve();
      });
      observer.observe({ entryTypes: ['gc'] });
    });
    const alive = setInterval(() => tidy(), 60_000);
    tidy();
    const turns = setInterval(() => undefined, 5);
    await collected;
    clearInterval(alive);
    clearInterval(turns);
  });
});
