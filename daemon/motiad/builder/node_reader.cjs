'use strict'
// Loads bundled steps and streams one after the other and writes each one's config, as JSON lines, to a file.
// Started by motiad as: node node_reader.cjs JOB.json, where JOB.json is
// {result, parent, modules: [{source, code, map, file}]}: `source` is the step's name, `code` its bundle, `file` where the
// step itself lies: it is compiled as if it lay there, so that packages and files beside it are found.

const fs = require('node:fs')
const path = require('node:path')
const { Module, SourceMap, createRequire } = require('node:module')
const { isZod3, toJsonSchema } = require('./zod3_schema.cjs')

const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
const result = fs.openSync(job.result, 'a')
const tell = (line) => fs.writeSync(result, `${JSON.stringify(line)}\n`)

const MAX_DEPTH = 100

/** A config that cannot be written as JSON, as opposed to a step that throws. */
class UnfitConfig extends Error {}

// A step's own output must not stop at a full pipe, nor end up where motiad expects something else.
const write = process.stderr.write.bind(process.stderr)
process.stdout.write = write
const exit = process.exit.bind(process)
process.exit = (code) => {
  throw new Error(`the step called process.exit(${code ?? ''}) while it was loaded`)
}
// What a step starts and does not await may fail at any time; it says nothing about the step's config.
process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})

/** Find the zod the project uses, for its JSON Schema writer: bundles carry only what they use of it. */
const schemaWriter = (file) => {
  for (const name of ['zod', 'zod/v4', 'zod/v4/core']) {
    try {
      const zod = createRequire(file)(name)
      const write = zod.toJSONSchema ?? zod.z?.toJSONSchema
      // A schema may come from a copy of zod inside a bundle: its descriptions are then in that copy's registry.
      const about = (schema) => schema.meta?.() ?? zod.globalRegistry?.get(schema)
      const metadata = { get: about, has: (schema) => about(schema) !== undefined }
      if (write) return (schema) => write(schema, { target: 'draft-7', unrepresentable: 'any', metadata })
    } catch {}
  }
  return undefined
}

const isZod = (value) => typeof value === 'object' && value !== null && typeof value._zod?.def === 'object'

/** Turn a config into what JSON can hold: zod schemas become JSON Schema (draft 7), functions go. */
const plain = (value, file, place, depth) => {
  if (depth > MAX_DEPTH) throw new UnfitConfig(`${place} is nested too deeply, or holds itself`)
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value === 'bigint') throw new UnfitConfig(`${place} is a BigInt, which JSON cannot hold`)
  if (typeof value !== 'object' || value === null) return value
  if (isZod(value)) {
    const write = schemaWriter(file)
    if (!write) throw new UnfitConfig(`${place} is a zod schema, but the project's zod cannot write JSON Schema: use zod 4`)
    return write(value)
  }
  if (isZod3(value)) return toJsonSchema(value)
  if (typeof value.toJSON === 'function') return plain(value.toJSON(), file, place, depth + 1)
  if (Array.isArray(value)) {
    return value.map((item, index) => plain(item, file, `${place}[${index}]`, depth + 1)).filter((item) => item !== undefined)
  }
  const entries = Object.entries(value).map(([key, item]) => [key, plain(item, file, `${place}.${key}`, depth + 1)])
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined))
}

/** Where in the step's sources an error came from: the first frame of its stack inside the bundle. */
const origin = (error, module) => {
  const stack = typeof error?.stack === 'string' ? error.stack : ''
  for (const line of stack.split('\n')) {
    const at = line.indexOf(`${module.file}:`)
    const place = at < 0 ? null : /^(\d+):(\d+)/.exec(line.slice(at + module.file.length + 1))
    if (!place) continue
    try {
      const map = new SourceMap(JSON.parse(fs.readFileSync(module.map, 'utf8')))
      const found = map.findEntry(Number(place[1]) - 1, Number(place[2]) - 1)
      if (found.originalSource === undefined) continue
      const file = path.resolve(path.dirname(module.map), found.originalSource)
      return { file, line: found.originalLine + 1, column: found.originalColumn + 1 }
    } catch {
      return {}
    }
  }
  return {}
}

/** Memory ran out: what was read before may be why, and what comes next would suffer; motiad starts another process. */
const isFull = (error) =>
  error?.code === 'ERR_MEMORY_ALLOCATION_FAILED' || (error instanceof RangeError && /allocation failed/i.test(error.message))

const load = (module) => {
  const loaded = new Module(module.file, null)
  loaded.filename = module.file
  loaded.paths = Module._nodeModulePaths(path.dirname(module.file))
  // In a CommonJS bundle esbuild leaves import.meta empty; steps that locate files beside them expect it.
  const meta = `{url: require('node:url').pathToFileURL(__filename).href, filename: __filename, dirname: __dirname}`
  const code = fs.readFileSync(module.code, 'utf8').replace(/^(?:var|const) (import_meta\d*) = \{\};$/gm, `var $1 = ${meta};`)
  loaded._compile(code, module.file)
  return loaded.exports
}

const read = (module) => {
  try {
    const exported = load(module)
    const config = exported?.config ?? exported?.default?.config
    if (typeof config !== 'object' || config === null) {
      throw new UnfitConfig('it exports no `config` object')
    }
    tell({ read: module.source, config: plain(config, module.file, 'config', 0) })
  } catch (error) {
    if (isFull(error)) {
      tell({ full: module.source })
      exit(1)
    }
    const text = error instanceof Error ? `${error.message}` : `it threw ${String(error)}`
    // With the packages inside the bundle it may load: Node itself finds, or understands, fewer of them than a bundler.
    const retry = error instanceof SyntaxError || /^(ERR_|MODULE_NOT_FOUND)/.test(error?.code) ? 'packages' : undefined
    const raised = retry === undefined && !(error instanceof UnfitConfig)
    tell({ failed: module.source, text: text.split('\nRequire stack:')[0], retry, raised, ...origin(error, module) })
  }
}

for (const module of job.modules) {
  tell({ loading: module.source })
  read(module)
}
// What a full pipe has not taken yet would be lost by an exit at once.
setTimeout(() => exit(0), 5000)
write('', () => exit(0))
