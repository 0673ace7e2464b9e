/** What the steps use of Motia's types; `motia generate-types` writes the whole of it. */
declare module 'motia' {
  type Order = import('./src/services/order-book').Order

  interface Logger {
    info(message: string, fields?: Record<string, unknown>): void
    warn(message: string, fields?: Record<string, unknown>): void
    error(message: string, fields?: Record<string, unknown>): void
  }

  interface State {
    get<T>(group: string, key: string): Promise<T | null>
    set<T>(group: string, key: string, value: T): Promise<T>
    getGroup<T>(group: string): Promise<T[]>
  }

  interface Stream<T> {
    set(group: string, id: string, item: T): Promise<T>
  }

  interface Context {
    emit(event: { topic: string; data: unknown }): Promise<void>
    traceId: string
    logger: Logger
    state: State
    streams: { orders: Stream<Order> }
  }

  interface ApiRequest<Body = unknown> {
    pathParams: Record<string, string>
    queryParams: Record<string, string | string[]>
    headers: Record<string, string | string[]>
    body: Body
  }

  interface ApiResponse {
    status: number
    headers?: Record<string, string>
    body: unknown
  }

  interface StepConfig {
    name: string
    description?: string
    emits: string[]
    flows?: string[]
    includeFiles?: string[]
  }

  interface ApiRouteConfig extends StepConfig {
    type: 'api'
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
    path: string
    bodySchema?: unknown
    responseSchema?: Record<number, unknown>
    queryParams?: { name: string; description: string }[]
  }

  interface EventConfig extends StepConfig {
    type: 'event'
    subscribes: string[]
    input?: unknown
    infrastructure?: unknown
  }

  interface CronConfig extends StepConfig {
    type: 'cron'
    cron: string
  }

  interface StreamConfig {
    name: string
    schema: unknown
    baseConfig: { storageType: 'default' }
  }

  type ApiHandler<Body = unknown> = (request: ApiRequest<Body>, context: Context) => Promise<ApiResponse>
  type EventHandler<Input> = (input: Input, context: Context) => Promise<void>
  type CronHandler = (context: Context) => Promise<void>
}
