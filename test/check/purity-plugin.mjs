/**
 * A lint rule for pure files: time, ids and facts arrive with the command, so a decision, a state, a projection or a
 * reactor names no clock, no randomness and nothing else of the outside world.
 */
const GLOBALS = new Set([
  'process',
  'crypto',
  'performance',
  'fetch',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'require',
  'globalThis',
  'global',
]);
const MEMBERS = new Set(['Date.now', 'Math.random', 'Intl.DateTimeFormat']);

const noAmbient = {
  meta: {
    type: 'problem',
    messages: { ambient: '`{{name}}` reaches outside a pure file: take the value as an argument instead' },
  },
  create(context) {
    const report = (node, name) => context.report({ node, messageId: 'ambient', data: { name } });
    return {
      Identifier(node) {
        if (GLOBALS.has(node.name) && isReference(node)) report(node, node.name);
      },
      MemberExpression(node) {
        if (node.computed || node.object.type !== 'Identifier') return;
        const name = `${node.object.name}.${node.property.name}`;
        if (MEMBERS.has(name)) report(node, name);
      },
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) report(node, 'new Date()');
      },
      CallExpression(node) {
        if (node.callee.name === 'Date') report(node, 'Date()');
      },
      ImportExpression(node) {
        report(node, 'import()');
      },
    };
  },
};

/** Whether an identifier names a variable, and not a property, a key or a member of a type. */
function isReference(node) {
  const { parent } = node;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed;
    case 'Property':
      return parent.value === node || parent.shorthand;
    case 'VariableDeclarator':
      return parent.init === node;
    case 'PropertyDefinition':
      return parent.value === node;
    case 'MethodDefinition':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
    case 'TSQualifiedName':
    case 'TSTypeQuery':
      return false;
    default:
      return true;
  }
}

export default { meta: { name: 'purity' }, rules: { 'no-ambient': noAmbient } };
