'use strict'
// Writes JSON Schema (draft 7) for zod 3 schemas, in the shape zod 4's own writer gives them: zod 3 has none.

const CHECKS = {
  ZodString: {
    min: ({ value }) => ({ minLength: value }),
    max: ({ value }) => ({ maxLength: value }),
    length: ({ value }) => ({ minLength: value, maxLength: value }),
    email: () => ({ format: 'email' }),
    url: () => ({ format: 'uri' }),
    uuid: () => ({ format: 'uuid' }),
    datetime: () => ({ format: 'date-time' }),
    date: () => ({ format: 'date' }),
    regex: ({ regex }) => ({ pattern: regex.source }),
  },
  ZodNumber: {
    int: () => ({ type: 'integer' }),
    min: ({ value, inclusive }) => (inclusive ? { minimum: value } : { exclusiveMinimum: value }),
    max: ({ value, inclusive }) => (inclusive ? { maximum: value } : { exclusiveMaximum: value }),
    multipleOf: ({ value }) => ({ multipleOf: value }),
  },
}

const MAX_DEPTH = 20

const checked = (def, base) =>
  Object.assign(base, ...(def.checks ?? []).map((check) => CHECKS[def.typeName][check.kind]?.(check) ?? {}))

const object = (def, write) => {
  const shape = Object.entries(def.shape())
  const required = shape.filter(([, schema]) => schema._def.typeName !== 'ZodOptional').map(([key]) => key)
  return {
    type: 'object',
    properties: Object.fromEntries(shape.map(([key, schema]) => [key, write(schema)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: def.unknownKeys === 'passthrough' ? {} : false,
  }
}

const array = (def, write) => ({
  type: 'array',
  items: write(def.type),
  ...(def.minLength ? { minItems: def.minLength.value } : {}),
  ...(def.maxLength ? { maxItems: def.maxLength.value } : {}),
})

const literal = (value) => ({ type: value === null ? 'null' : typeof value, const: value })

const values = (list) => {
  const types = [...new Set(list.map((value) => typeof value))]
  return { ...(types.length === 1 ? { type: types[0] } : {}), enum: list }
}

const WRITERS = {
  ZodString: (def) => checked(def, { type: 'string' }),
  ZodNumber: (def) => checked(def, { type: 'number' }),
  ZodBoolean: () => ({ type: 'boolean' }),
  ZodNull: () => ({ type: 'null' }),
  ZodNever: () => ({ not: {} }),
  ZodLiteral: (def) => literal(def.value),
  ZodEnum: (def) => values(def.values),
  // A numeric enum of TypeScript also maps its numbers back to names: those are no values.
  ZodNativeEnum: (def) => values(Object.values(def.values).filter((value) => typeof def.values[value] !== 'number')),
  ZodObject: object,
  ZodArray: array,
  ZodTuple: (def, write) => ({ type: 'array', items: def.items.map(write) }),
  ZodRecord: (def, write) => ({
    type: 'object',
    propertyNames: write(def.keyType),
    additionalProperties: write(def.valueType),
  }),
  ZodUnion: (def, write) => ({ anyOf: def.options.map(write) }),
  ZodDiscriminatedUnion: (def, write) => ({ anyOf: [...def.options.values()].map(write) }),
  ZodIntersection: (def, write) => ({ allOf: [write(def.left), write(def.right)] }),
  ZodNullable: (def, write) => ({ anyOf: [write(def.innerType), { type: 'null' }] }),
  ZodOptional: (def, write) => write(def.innerType),
  ZodDefault: (def, write) => ({ default: def.defaultValue(), ...write(def.innerType) }),
  ZodCatch: (def, write) => write(def.innerType),
  ZodReadonly: (def, write) => write(def.innerType),
  ZodBranded: (def, write) => write(def.type),
  ZodPipeline: (def, write) => write(def.out),
  ZodLazy: (def, write) => write(def.getter()),
  // What a transform gives is not known; a refinement does not change what goes in.
  ZodEffects: (def, write) => (def.effect.type === 'transform' ? {} : write(def.schema)),
}

/** Tell a zod 3 schema by what it says of itself. */
const isZod3 = (value) => typeof value?._def?.typeName === 'string' && value._def.typeName.startsWith('Zod')

const inner = (schema, depth) => {
  if (depth > MAX_DEPTH) return {} // a recursive schema: draft 7 would need names, which zod 3 has none for
  const write = (part) => inner(part, depth + 1)
  const written = WRITERS[schema._def.typeName]?.(schema._def, write) ?? {}
  return schema.description === undefined ? written : { description: schema.description, ...written }
}

const toJsonSchema = (schema) => ({ $schema: 'http://json-schema.org/draft-07/schema#', ...inner(schema, 0) })

module.exports = { isZod3, toJsonSchema }
