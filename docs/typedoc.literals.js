import { Converter, ReflectionKind } from 'typedoc';

/**
 * A plugin of typedoc: the members of a type that is written in place, such as `{ output, cache }`,
 * need no comment of their own; that of what they belong to tells of them.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const members = project
      .getReflectionsByKind(ReflectionKind.Property)
      .filter(({ parent, comment }) => parent?.kindOf(ReflectionKind.TypeLiteral) && !comment)
      .filter((member) => !isInParameter(member)); // typedoc asks none of those for a comment
    const names = new Set(members.map((member) => member.getFriendlyFullName()));
    app.options.setValue('intentionallyNotDocumented', [...names]);
  });
}

/** @param {import('typedoc').Reflection | undefined} reflection */
function isInParameter(reflection) {
  if (reflection === undefined) return false;
  return reflection.kindOf(ReflectionKind.Parameter) || isInParameter(reflection.parent);
}
