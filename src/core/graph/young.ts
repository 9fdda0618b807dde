/**
 * `target[key] = value`, for a function that is written where it is assigned.
 *
 * V8 takes `object.property = () => ...` for the definition of a method that lives as long as the program and makes such a function among
 * its old objects at once (`FunctionLiteral::set_pretenure`). All that the function can see is then kept until the next full collection:
 * of every analysed file a fifth was copied and kept for nothing. As an argument the function is made young, like any other.
 */
export function assignYoung<T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void {
  target[key] = value;
}
