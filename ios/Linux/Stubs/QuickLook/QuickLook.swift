// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// swift-format-ignore-file
// works.
import Foundation
import UIKit

public protocol QLPreviewItem: NSObjectProtocol {}

extension NSURL: QLPreviewItem {}

public protocol QLPreviewControllerDataSource: NSObjectProtocol {
  func numberOfPreviewItems(in controller: QLPreviewController) -> Int
  func previewController(_ controller: QLPreviewController, previewItemAt index: Int) -> any QLPreviewItem
}

open class QLPreviewController: UIViewController {
  open weak var dataSource: (any QLPreviewControllerDataSource)?

  open class func canPreview(_ item: any QLPreviewItem) -> Bool { false }
}
