import SongmingCore

public func sampleAccount(_ phase: AccountPhase = .loggedIn, unsent: UInt32 = 0) -> AccountState {
  if phase == .loggedOut {
    return AccountState(
      phase: phase, id: "", name: "", station: nil, park: nil, since: nil, unsent: unsent)
  }
  let station = Term(code: "s", name: "开发区联络站")
  return AccountState(
    phase: phase, id: "zhang", name: "张三", station: station, park: nil, since: 0, unsent: unsent)
}

public func sampleDraftRow(_ id: String, title: String = "草稿") -> DraftRow {
  DraftRow(
    id: id, version: 1, title: title, excerpt: "", files: 0, returned: false, changed: 0,
    changedText: "刚刚")
}

public func sampleSubmission(
  _ id: String, _ phase: SubmissionPhase = .delivered, version: Int64 = 1, unseen: Bool = false,
  files: [SubmissionFile] = [], sent: UInt64 = 0, size: UInt64 = 0,
  problem: SubmissionProblem? = nil,
  actions: [SubmissionAction] = []
) -> Submission {
  Submission(
    id: id, version: version, title: "题 \(id)", phase: phase, state: "delivered", stateName: "已送达",
    problem: problem, files: files, sent: sent, size: size, waitsForUnmetered: false,
    unmeteredOnly: false,
    created: 0, changed: 0, changedText: "刚刚", received: 0, events: [], item: nil, unseen: unseen,
    stages: [],
    actions: actions)
}

public func sampleField(_ code: String, _ kind: FieldKind = .text, required: Bool = true)
  -> FormField
{
  FormField(
    code: code, name: code, kind: kind, required: required, min: nil, max: nil, hint: "",
    options: [])
}

public func sampleDraftFile(_ id: String, caption: String = "") -> DraftFile {
  DraftFile(
    id: id, name: "\(id).jpg", mediaType: "image/jpeg", size: 1, caption: caption, notes: [],
    path: "/\(id)",
    missing: false)
}

/// A form with a title and a text; the title is missing until it is among the values.
public func sampleDraftForm(
  _ id: String?, version: UInt32 = 1, values: [String: String] = [:], files: [DraftFile] = [],
  refused: [FieldProblem] = []
) -> DraftForm {
  let isComplete = values["title"]?.isEmpty == false
  return DraftForm(
    id: id, version: version, fields: [sampleField("title"), sampleField("text", .longText)],
    values: values.sorted { $0.key < $1.key }.map { FieldValue(code: $0, value: $1) },
    problems: isComplete ? [] : [FieldProblem(field: "title", reason: "请填写标题。")], obstacle: "",
    refused: refused,
    files: files,
    media: MediaLimits(maxFiles: 9, maxPhotoEdge: 1, maxPhotoBytes: 1, maxVideoBytes: 1, types: []),
    history: 0, returned: nil, changed: nil, changedText: "")
}
