import type { Options } from '../view.js';

export type Tab = 'curves' | 'examples' | 'layers';

export const tabOf = ({ tab }: Options): Tab => (tab === 'examples' || tab === 'layers' ? tab : 'curves');
