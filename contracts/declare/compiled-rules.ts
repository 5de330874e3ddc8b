import { ValidationTypes, getMetadataStorage } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import type { FieldedClass } from './field';

type Check = (object: Readonly<Record<string, unknown>>) => boolean;
type ValueCheck = (value: unknown, object: object) => boolean;

const compiled = new WeakMap<FieldedClass, Check>();

/**
 * Whether class-validator would find no fault in an instance. Runs the rules registered with class-validator, looked up
 * once per class instead of on every call, which makes the usual, valid case several times faster. Faults themselves
 * are reported by class-validator.
 */
export function satisfiesRules(instance: object): boolean {
  const type = instance.constructor as FieldedClass;
  let check = compiled.get(type);
  if (!check) compiled.set(type, (check = compileClass(type)));
  return check(instance as Readonly<Record<string, unknown>>);
}

function compileClass(type: FieldedClass): Check {
  const storage = getMetadataStorage();
  const byProperty = storage.groupByPropertyName(storage.getTargetValidationMetadatas(type, '', false, false));
  const checks = Object.entries(byProperty).map(([property, metadatas]): Check => {
    const checkValue = compileProperty(property, metadatas);
    return (object) => checkValue(object[property], object);
  });
  return (object) => checks.every((check) => check(object));
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function compileProperty(property: string, metadatas: readonly Metadata[]): ValueCheck {
  const conditions = metadatas
    .filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION)
    .map(({ constraints }) => constraints[0] as (object: object, value: unknown) => boolean);
  const rules = metadatas
    .filter(({ type }) => type === ValidationTypes.CUSTOM_VALIDATION)
    .flatMap((metadata) => compileRule(property, metadata));
  if (metadatas.some(({ type }) => type === ValidationTypes.NESTED_VALIDATION)) rules.push(nestedSatisfies);
  return (value, object) =>
    !conditions.every((condition) => condition(object, value)) || rules.every((rule) => rule(value, object));
}

function compileRule(property: string, metadata: Metadata): ValueCheck[] {
  const { constraints, each } = metadata;
  const { name: targetName } = metadata.target as { readonly name: string };
  return getMetadataStorage()
    .getTargetValidatorConstraints(metadata.constraintCls)
    .map((constraint): ValueCheck => {
      const validator: ValidatorConstraintInterface = constraint.instance;
      const test = (value: unknown, object: object) =>
        validator.validate(value, { value, object, property, targetName, constraints }) === true;
      if (!each) return test;
      return (value, object) =>
        Array.isArray(value) ? value.every((element) => test(element, object)) : test(value, object);
    });
}

function nestedSatisfies(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(nestedSatisfies);
  return value === undefined || (typeof value === 'object' && value !== null && satisfiesRules(value));
}
