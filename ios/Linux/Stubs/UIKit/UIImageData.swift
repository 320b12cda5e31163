import Foundation

extension UIImage {
  public convenience init?(data: Data) { nil }

  public func preparingForDisplay() -> UIImage? { nil }
}
