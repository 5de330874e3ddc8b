import { fieldDecorator, type FieldDecorator, type FieldOptions } from '../declare/field';
import { formatRule, lengthRule, textKind } from '../declare/field-rules';

/** Some of a closed set of words, separated by commas, each once: a list in the query of a URL. */
export function ChosenWords(words: readonly string[], options?: FieldOptions): FieldDecorator {
  const max = words.join(',').length;
  const isSome = (text: string) => {
    const chosen = text.split(',');
    return chosen.every((word) => words.includes(word)) && new Set(chosen).size === chosen.length;
  };
  const one = `(?:${words.join('|')})`;
  const kind = textKind(
    [lengthRule(1, max), formatRule(`must be some of ${words.join(', ')}, each once, with commas between`, isSome)],
    { maxLength: max, pattern: `^${one}(?:,${one})*$` },
    words.slice(0, 2).join(','),
  );
  return fieldDecorator(kind, options);
}

/** Those of the words that a checked text names. */
export function chosenWords<Word extends string>(text: string | undefined, words: readonly Word[]): readonly Word[] {
  const chosen = text?.split(',') ?? [];
  return chosen.flatMap((each) => words.find((word) => word === each) ?? []);
}
