/** Files with text that is not ours, or that speaks about the words themselves. */
export const EXCUSED: readonly {
  readonly files: RegExp;
  readonly words: 'all' | readonly string[];
  readonly why: string;
}[] = [
  { files: /^objects\/as-published\/.*\.ts$/, words: 'all', why: 'the listings of a guide, ported word for word' },
  {
    files: /^objects\//,
    words: ['letters'],
    why: 'a currency code has three letters; the message is a part of pinned traces',
  },
  {
    files: /^scenarios\//,
    words: ['nobody', 'letters'],
    why: 'keys, names and messages of the workloads: a change would change pinned traces',
  },
  { files: /./, words: ['no_color'], why: 'a convention of terminals: https://no-color.org' },
  {
    files: /^CHANGELOG\.md$/,
    words: ['no_integer', 'no_key', 'other_kind'],
    why: 'codes of an older version, with their new names',
  },
  {
    files: /^sim\/search\/strategies\/picks\.ts$/,
    words: ['temper'],
    why: 'names a random stream, on which every pinned run depends',
  },
  { files: /^CONTRIBUTING\.md$/, words: 'all', why: 'it lists the words' },
  { files: /^properties\/toolchain\/((words|names)\/|figures\.ts$)/, words: 'all', why: 'the words themselves' },
];
