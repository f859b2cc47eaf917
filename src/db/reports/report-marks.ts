/** The store of marks: a word that people put on a value in the reports of a campaign or source. */
import type { Database } from 'bun:sqlite'

export type MarkSubject = 'campaigns' | 'traffic_sources'

export interface ReportMark {
  readonly objectId: number
  /** Key of a dimension. */
  readonly grouping: string
  readonly value: string
  readonly mark: string
}

export interface ReadReportMarks {
  /** Of the groupings that are named, for all objects of the subject. */
  list(subject: MarkSubject, groupings: readonly string[]): ReportMark[]
  countOf(subject: MarkSubject, objectId: number): number
}

export interface ReportMarks extends ReadReportMarks {
  /** In the place of what was on the value before. */
  put(subject: MarkSubject, mark: ReportMark): void
  remove(subject: MarkSubject, place: Omit<ReportMark, 'mark'>): void
}

export function reportMarkStore(db: Database): ReportMarks {
  const list = db.query<ReportMark, [string, string]>(
    `SELECT object_id AS objectId, grouping, value, mark FROM report_marks
     WHERE subject = ? AND grouping IN (SELECT value FROM json_each(?))
     ORDER BY object_id, grouping, value`,
  )
  const counted = db.query<{ count: number }, [string, number]>(
    'SELECT count(*) AS count FROM report_marks WHERE subject = ? AND object_id = ?',
  )
  return {
    list: (subject, groupings) => list.all(subject, JSON.stringify(groupings)),
    countOf: (subject, objectId) => counted.get(subject, objectId)?.count ?? 0,
    put(subject, { objectId, grouping, value, mark }) {
      const sql = `INSERT INTO report_marks (subject, object_id, grouping, value, mark)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET mark = excluded.mark`
      db.query(sql).run(subject, objectId, grouping, value, mark)
    },
    remove(subject, { objectId, grouping, value }) {
      const sql = `DELETE FROM report_marks
        WHERE subject = ? AND object_id = ? AND grouping = ? AND value = ?`
      db.query(sql).run(subject, objectId, grouping, value)
    },
  }
}
