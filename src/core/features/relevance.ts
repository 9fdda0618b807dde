/**
 * Whether a Python text imports Keras: the cheap question asked of every Python file before anything heavy is loaded.
 * A text that only mentions Keras in a comment or a string is at worst analysed for nothing.
 */
export function importsKeras(text: string): boolean {
  return /^[ \t]*(?:from|import)[ \t]+[^\n#]*\b(?:keras|tensorflow|tf_keras)\b/m.test(text);
}
