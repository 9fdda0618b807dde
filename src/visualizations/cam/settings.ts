import type { ColormapName, Scale } from '../colormaps.js';
import type { Options } from '../view.js';
import type { CamRequest, ScaledMap } from './contract.js';

const shows = ['map', 'methods', 'trust', 'folder'] as const;
type Show = (typeof shows)[number];
const shown = (value: Options[string] | undefined): Show => shows.find((each) => each === value) ?? 'map';

/** What a request asks for beside the map. */
export const alsoFor = (show: Show): Pick<CamRequest, 'also'> => (show === 'methods' || show === 'trust' ? { also: show } : {});

/** What the panel's options mean. */
export const settings = ({ target, colours, opacity, method, show, contour, box }: Options) => ({
  method: typeof method === 'string' ? method : 'grad-cam',
  target: typeof target === 'number' ? target : null,
  colours: (colours ?? 'viridis') as ColormapName,
  opacity: typeof opacity === 'number' ? opacity : 50,
  show: shown(show),
  contour: contour === true,
  box: box === true,
});

/** Shares of the peak at which the line runs, and above which a region is boxed (Zhou et al. 2016 take 20 %). */
export const contourLevel = 0.5;
export const boxLevel = 0.2;

/** The scale of a map's colours: zero stands in its middle where values may speak against the class. */
export const scaleOfMap = ({ signed }: Pick<ScaledMap, 'signed'>): Scale => ({ low: signed ? -1 : 0, high: 1 });
