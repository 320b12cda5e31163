import Foundation

extension Range<String.Index> {
  /// The same range as a Swift string takes it: `title[range]`. `nil` if the text has no such range.
  public init?(_ range: TextRange, in text: String) {
    self.init(NSRange(location: Int(range.start), length: Int(range.end - range.start)), in: text)
  }
}
