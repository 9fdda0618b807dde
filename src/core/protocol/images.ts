/** Endings of the image files that the engine reads, without their dot, as a dialog of files wants them. */
export const imageEndings = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff'] as const;

const imageName = new RegExp(`\\.(${imageEndings.join('|')})$`, 'i');

/** Whether a file's name is that of an image. */
export const isImageName = (name: string): boolean => imageName.test(name);
