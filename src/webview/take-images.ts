/** Images that are dropped onto the page or pasted into it. */

/** Larger files are refused before they travel to the editor. */
const mostBytes = 64 * 2 ** 20;

/** Calls `take` with each image's name and bytes, and `refuse` with a sentence where something else was given. */
export function takeImages(take: (name: string, bytes: Uint8Array) => Promise<void>, refuse: (reason: string) => void): void {
  const read = async (files: FileList | undefined): Promise<void> => {
    const file = [...(files ?? [])].find(({ type }) => type.startsWith('image/'));
    if (!file) return refuse(`Expected a PNG or JPEG image; ${files?.[0] ? `${files[0].name} is none` : 'nothing of the kind was given'}.`);
    if (file.size > mostBytes) return refuse(`${file.name} is larger than ${mostBytes / 2 ** 20} MB; make it smaller first.`);
    await take(file.name || 'pasted.png', new Uint8Array(await file.arrayBuffer()));
  };
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    void read(event.dataTransfer.files);
  });
  document.addEventListener('paste', (event) => {
    if (event.clipboardData?.files.length) void read(event.clipboardData.files);
  });
}
