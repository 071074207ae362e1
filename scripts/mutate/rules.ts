import ts from 'typescript';

/** One change of one place in a file. */
export interface Mutant {
  file: string;
  /** From 1. */
  line: number;
  rule: Rule;
  start: number;
  end: number;
  /** The text from `start` to `end`, and what takes its place. */
  original: string;
  mutated: string;
}

export type Rule = 'comparison' | 'operator' | 'status' | 'filter' | 'authorization';

type Change = Pick<Mutant, 'rule' | 'mutated'> & { node: ts.Node; end?: number };

const comparisons: Record<string, string> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
};

const operators: Record<string, string[]> = {
  $lt: ['$lte', '$gt'],
  $lte: ['$lt', '$gte'],
  $gt: ['$gte', '$lt'],
  $gte: ['$gt', '$lte'],
};

/** Names of what has a status, and words of unions that are statuses under any name. */
const statusNames =
  /^(status|statuses|state|states|switchedOff|excludedBecause|because|purpose|outcome|action|by|next)$/;
const statusWords = ['admin', 'manage-people', 'in-review'];

const writes = ['updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'findOneAndUpdate', 'findOneAndDelete'];
const reads = ['find', 'findOne', 'exists', 'countDocuments', 'distinct'];

/** Flags of a life cycle that say who may not. */
const restrictions = ['notOwn', 'note', 'writes', 'untilLastDay'];

/** Every mutant of a file, in the order of its text. */
export function mutantsOf(source: ts.SourceFile, file: string, checker: ts.TypeChecker): Mutant[] {
  const filters = filtersIn(source);
  const changes: Change[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    changes.push(
      ...comparisonChanges(node),
      ...operatorChanges(node),
      ...statusChanges(node, source, checker),
      ...authorizationChanges(node),
    );
    if (filters.has(node)) changes.push(...filterChanges(node as ts.ObjectLiteralExpression));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return changes
    .map(({ node, rule, mutated, end = node.end }) => {
      const start = node.getStart(source);
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      return { file, line, rule, start, end, original: source.text.slice(start, end), mutated };
    })
    .sort((a, b) => a.start - b.start);
}

function comparisonChanges(node: ts.Node): Change[] {
  if (!ts.isBinaryExpression(node)) return [];
  const mutated = comparisons[node.operatorToken.getText()];
  return mutated ? [{ rule: 'comparison', node: node.operatorToken, mutated }] : [];
}

function operatorChanges(node: ts.Node): Change[] {
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return [];
  const name = node.name.getText();
  const value = ts.isShorthandPropertyAssignment(node) ? `: ${name}` : '';
  return (operators[name] ?? []).map((other) => ({
    rule: 'operator' as const,
    node: node.name,
    mutated: other + value,
  }));
}

/** A status becomes the next one that its type allows, or else another one of the file. */
function statusChanges(node: ts.Node, source: ts.SourceFile, checker: ts.TypeChecker): Change[] {
  if (!ts.isStringLiteral(node) || node.text.startsWith('/') || isGuard(node.parent)) return [];
  const allowed = wordsOf(typeExpected(node, checker));
  const isStatus = statusWords.some((word) => allowed.includes(word)) || hasStatusName(node);
  if (!isStatus) return [];
  const words = allowed.length > 1 ? allowed : statusesIn(source);
  const others = words.filter((word) => word !== node.text);
  const other = others[words.indexOf(node.text) % others.length];
  return other === undefined ? [] : [{ rule: 'status', node, mutated: `'${other}'` }];
}

/** The type that stands where the literal is: of the other side when it is compared. */
function typeExpected(node: ts.StringLiteral, checker: ts.TypeChecker): ts.Type | undefined {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || !(parent.operatorToken.getText() in comparisons))
    return checker.getContextualType(node);
  return checker.getTypeAtLocation(parent.left === node ? parent.right : parent.left);
}

const wordsOf = (type: ts.Type | undefined): string[] => [
  ...new Set(
    (type?.isUnion() ? type.types : type ? [type] : []).flatMap((one) =>
      one.isStringLiteral() ? [one.value] : [],
    ),
  ),
];

/** True for the value of `status`, also inside a list, an operator or a condition, and for what `x.status` is compared with. */
function hasStatusName(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const other = parent.left === node ? parent.right : parent.left;
    return ts.isPropertyAccessExpression(other) && statusNames.test(other.name.text);
  }
  if (ts.isPropertyAssignment(parent))
    return (
      parent.initializer === node &&
      (statusNames.test(parent.name.getText()) ||
        (parent.name.getText().startsWith('$') && hasStatusName(parent.parent)))
    );
  const goesOn =
    ts.isArrayLiteralExpression(parent) || ts.isConditionalExpression(parent) || ts.isAsExpression(parent);
  return goesOn && hasStatusName(parent);
}

function statusesIn(source: ts.SourceFile): string[] {
  const words = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && !node.text.startsWith('/') && hasStatusName(node)) words.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...words];
}

function authorizationChanges(node: ts.Node): Change[] {
  if (ts.isIfStatement(node)) {
    const only = ts.isBlock(node.thenStatement) ? node.thenStatement.statements : [node.thenStatement];
    return only.length === 1 && ts.isThrowStatement(only[0]!)
      ? [{ rule: 'authorization', node: node.expression, mutated: 'false' }]
      : [];
  }
  if (ts.isPropertyAssignment(node) && restrictions.includes(node.name.getText()))
    return node.initializer.kind === ts.SyntaxKind.TrueKeyword
      ? [{ rule: 'authorization', node, end: endOf(node), mutated: '' }]
      : [];
  if (!ts.isCallExpression(node)) return [];
  const name = node.expression.getText();
  const anybody = "may('manage-own-account')";
  if (isGuard(node) && node.getText() !== anybody) return [{ rule: 'authorization', node, mutated: anybody }];
  if (name === 'permits' || name === 'isAuthorized')
    return [{ rule: 'authorization', node, mutated: 'true' }];
  if (name === 'authorize' || name === 'requireAdmin')
    return [{ rule: 'authorization', node, mutated: 'undefined' }];
  return [];
}

const isGuard = (node: ts.Node): boolean => ts.isCallExpression(node) && node.expression.getText() === 'may';

/** The objects by which documents are found: also those that such a one takes in by name. */
function filtersIn(source: ts.SourceFile): Set<ts.Node> {
  const named = new Map<string, ts.Expression>();
  const found = new Set<ts.Node>();
  const take = (node: ts.Expression | undefined): void => {
    if (!node || found.has(node)) return;
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) take(node.expression);
    else if (ts.isIdentifier(node)) take(named.get(node.text));
    else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) take(node.expression);
    else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) take(node.body);
    else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(take);
    else if (ts.isBinaryExpression(node)) take(node.right);
    else if (ts.isObjectLiteralExpression(node)) {
      found.add(node);
      for (const part of node.properties) {
        if (ts.isSpreadAssignment(part)) take(part.expression);
        if (ts.isPropertyAssignment(part) && /^\$(or|and)$/.test(part.name.getText())) take(part.initializer);
      }
    }
  };
  const visit = (node: ts.Node, handle: (node: ts.Node) => void): void => {
    handle(node);
    ts.forEachChild(node, (child) => visit(child, handle));
  };
  visit(source, (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      named.set(node.name.text, node.initializer);
  });
  visit(source, (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression: model } = node.expression;
      const isModel = /^[A-Z]/.test(model.getText()) || model.getText().endsWith('()');
      if (isModel && [...writes, ...reads].includes(name.text)) take(node.arguments[0]);
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'filter') take(node.initializer);
    if (ts.isShorthandPropertyAssignment(node) && node.name.text === 'filter') take(named.get('filter'));
  });
  return found;
}

/** Each condition but that on `_id` is left out, and all of them but the first where there are several. */
function filterChanges(node: ts.ObjectLiteralExpression): Change[] {
  const [first, ...more] = node.properties;
  const conditions = node.properties.filter((part) => part.name?.getText() !== '_id');
  const changes: Change[] = conditions.map((part) => ({
    rule: 'filter',
    node: part,
    end: endOf(part),
    mutated: '',
  }));
  if (more.length > 1 && first!.name?.getText() === '_id')
    changes.push({ rule: 'filter', node, mutated: `{ ${first!.getText()} }` });
  return changes;
}

/** Behind the comma after a property, where there is one. */
function endOf(node: ts.Node): number {
  const { text } = node.getSourceFile();
  const comma = /^\s*,/.exec(text.slice(node.end));
  return node.end + (comma ? comma[0].length : 0);
}
