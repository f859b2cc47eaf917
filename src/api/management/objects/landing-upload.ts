/** Uploading a landing: a ZIP archive or an HTML page, as a form. */
import { Type } from '@sinclair/typebox'

import {
  noteUpload,
  refuseUpload,
  storeUpload,
  UPLOAD_MAX_BYTES,
} from '../../../manage/landings/landing-upload.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { TOO_LARGE } from '../errors.ts'
import { type Call, type Operation, operation } from '../operation.ts'

/** One at a time: each is in memory as a whole. */
function run(call: Call) {
  const { caller, request, desk } = call
  const refusal = refuseUpload(caller)
  if (refusal !== null) return refusal
  const length = Number(request.headers.get('content-length') ?? 0)
  if (length > UPLOAD_MAX_BYTES) return { failure: TOO_LARGE }
  if (desk.uploads.isTaken()) return { refused: 'busy' } as const
  return desk.uploads.take(() => receive(call))
}

async function receive({ request, dataDir, desk, caller }: Call) {
  const file = await fileOf(request)
  if (file === null) return wrong('file', 'is missing')
  if (file.size > UPLOAD_MAX_BYTES) return { failure: TOO_LARGE }
  const upload = { name: file.name, bytes: await file.bytes() }
  const path = await storeUpload(dataDir, upload)
  if (isRefusal(path)) return path
  noteUpload(desk, caller, path)
  return { landing_file: path }
}

/** Null for anything but a form with one. */
async function fileOf(request: Request): Promise<File | null> {
  try {
    const file = (await request.formData()).get('file')
    return file instanceof File ? file : null
  } catch {
    return null
  }
}

export const landingUploadOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/landing/upload',
    id: 'uploadLanding',
    summary: 'Upload a zip or an HTML file',
    tag: 'Landings',
    upload: true,
    answer: Type.Object({ landing_file: Type.String() }),
    status: 201,
    run,
  }),
]
