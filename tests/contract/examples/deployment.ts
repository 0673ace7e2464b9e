export interface DeploymentData {
  id: string
  status: 'idle' | 'building' | 'uploading' | 'deploying' | 'completed' | 'failed'
  phase: 'build' | 'upload' | 'deploy' | null
  progress: number
  message: string
  build: BuildOutput[]
  upload: UploadOutput[]
  buildLogs: string[]
  uploadLogs: string[]
  deployLogs: string[]
  error?: string
  startedAt?: number
  completedAt?: number
  metadata?: { totalSteps: number; completedSteps: number; environment?: string }
}

export interface BuildOutput {
  packagePath: string
  language: string
  status: 'building' | 'built' | 'error'
  size?: number
  type: 'event' | 'api' | 'cron'
  errorMessage?: string
}

export interface UploadOutput {
  packagePath: string
  language: string
  status: 'uploading' | 'uploaded' | 'error'
  size?: number
  progress?: number
  type: 'event' | 'api' | 'cron'
  errorMessage?: string
}
