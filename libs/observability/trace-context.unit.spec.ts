import fc from 'fast-check';
import { childTrace, childTraceparent, formatTraceparent, parseTraceparent } from './trace-context';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

it.each([
  [`00-${TRACE}-${SPAN}-01`, { traceId: TRACE, spanId: SPAN, sampled: true }],
  [`00-${TRACE}-${SPAN}-00`, { traceId: TRACE, spanId: SPAN, sampled: false }],
  [`00-${TRACE}-${SPAN}-ff`, { traceId: TRACE, spanId: SPAN, sampled: true }],
  [`cc-${TRACE}-${SPAN}-01-what-the-future-brings`, { traceId: TRACE, spanId: SPAN, sampled: true }],
])('reads %s', (header, context) => {
  expect(parseTraceparent(header)).toEqual(context);
});

it.each([
  undefined,
  '',
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE}-${SPAN}-01-more`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE.slice(1)}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-1`,
  ` 00-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01\n`,
])('ignores %j', (header) => {
  expect(parseTraceparent(header)).toBeUndefined();
});

it('a child keeps the trace and whether it is sampled, and has an id of its own', () => {
  const parent = { traceId: TRACE, spanId: SPAN, sampled: false };
  const child = childTrace(parent);
  expect(child).toMatchObject({ traceId: TRACE, sampled: false });
  expect(child.spanId).not.toBe(SPAN);
});

it('the header sent on is valid, for any header received', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constant(`00-${TRACE}-${SPAN}-01`)), (header) => {
      const sent = childTraceparent(header);
      const context = parseTraceparent(sent);
      return context !== undefined && formatTraceparent(context) === sent;
    }),
  );
});
