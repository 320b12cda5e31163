import SongmingCore

let (folder, publisher) = (CommandLine.arguments[1], CommandLine.arguments[2])
let client = try await Client.open(request: OpenRequest(folder: folder, publisher: publisher))
// The version of the privacy statement that the person agreed to. Without consent nothing is sent.
_ = try await client.privacy().accept(statement: "2026-11")
_ = try await client.sync()
for row in try await client.items().list(scope: .all, limit: 20).items {
  print(row.title)
}
try await client.shutDown()
