/**
 * Names of the folders in a folder that the file `from` names by `path`, as Python sorts them; null where there is no such folder. It is
 * handed to the analysis, which reads no files itself.
 */
export type FolderReader = (path: string, from: string) => readonly string[] | null;
