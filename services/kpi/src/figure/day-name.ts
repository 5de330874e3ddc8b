/** The name of a business date of a line in a trace; names are in the order of dates. */
export function dayName({ date, lineId }: { readonly date: string; readonly lineId: string | null }): string {
  return `${date} ${lineId ?? ''}`;
}

export function dayNamed(name: string): { readonly date: string; readonly lineId: string | null } {
  const [date = '', lineId = ''] = name.split(' ');
  return { date, lineId: lineId === '' ? null : lineId };
}
