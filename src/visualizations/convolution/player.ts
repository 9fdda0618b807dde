/** Moves the window by itself, place after place. */
const milliseconds = 350;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Calls `next` once after a while unless it is asked again before; with `playing` false it rests. */
export function play(playing: boolean, next: () => void): void {
  clearTimeout(timer);
  timer = playing ? setTimeout(next, milliseconds) : undefined;
}
