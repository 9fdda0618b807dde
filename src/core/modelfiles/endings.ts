/** Endings of files that hold a model with its weights: Keras's own, those of Keras 1 and 2, and the `model.json` of TensorFlow.js. */
export const modelFileEndings = ['keras', 'h5', 'hdf5', 'json'] as const;

/** Whether a file's name may be that of a model; what is in it is told when it is opened. Of JSON files only those named as TensorFlow.js names them. */
export const isModelFile = (path: string): boolean => /\.(keras|h5|hdf5)$/i.test(path) || /(^|[\\/])model\.json$/i.test(path);
