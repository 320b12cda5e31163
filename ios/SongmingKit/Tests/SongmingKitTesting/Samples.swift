import SongmingCore

public func itemRow(_ id: String, title: String? = nil, read: Bool = false) -> ItemRow {
  ItemRow(
    id: id, kind: .article, title: title ?? "题 \(id)", summary: "", source: "嵩明发布", module: "news",
    channel: "weibo",
    published: 0, publishedText: "今天", flash: false, corrected: false, image: nil, story: nil,
    versions: 1, alsoIn: [],
    read: read, favourite: false, liked: false)
}

extension ClientError {
  public static let offline = ClientError.Offline(explanation: "没有网络。", code: "no-network")
  public static let withdrawn = ClientError.Rejected(explanation: "这条内容已被撤回。", code: "withdrawn")
}
