// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// works.

public struct UTType: Hashable, Sendable {
  public let identifier: String
  public let preferredFilenameExtension: String?

  private init(_ identifier: String, _ preferredFilenameExtension: String? = nil) {
    self.identifier = identifier
    self.preferredFilenameExtension = preferredFilenameExtension
  }

  public func conforms(to type: UTType) -> Bool { self == type || (self == .jpeg && type == .image) }

  public static let image = UTType("public.image")
  public static let movie = UTType("public.movie")
  public static let jpeg = UTType("public.jpeg", "jpeg")
  public static let plainText = UTType("public.plain-text", "txt")
  public static let url = UTType("public.url")
}
