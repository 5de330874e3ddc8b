import { foldedText } from '#contracts/values/text-folding';
import type { TargetScope } from './kpi-targets';

/** The targets by which a figure is judged: of the narrowest scope that has any, the line, product, area or organisation. */
export function narrowestTargets<Target extends TargetScope>(
  targets: readonly Target[],
  { lineId, product, area }: TargetScope,
): readonly Target[] {
  const scopes = [
    targets.filter((target) => isText(target.lineId) && target.lineId === lineId),
    targets.filter((target) => isSame(target.product, product)),
    targets.filter((target) => isSame(target.area, area)),
    targets.filter(isOfOrganization),
  ];
  return scopes.find((found) => found.length > 0) ?? [];
}

export function isOfOrganization({ lineId, product, area }: TargetScope): boolean {
  return ![lineId, product, area].some(isText);
}

function isText(text: string | null | undefined): text is string {
  return typeof text === 'string';
}

/** Products and areas are the same in any case. */
function isSame(one: string | null | undefined, other: string | null | undefined): boolean {
  return isText(one) && isText(other) && foldedText(one) === foldedText(other);
}
