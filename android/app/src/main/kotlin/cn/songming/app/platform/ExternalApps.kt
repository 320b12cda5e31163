package cn.songming.app.platform

import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.provider.CalendarContract
import android.widget.Toast
import androidx.core.content.FileProvider
import cn.songming.app.R
import cn.songming.core.CalendarEvent
import java.io.File

/** Actions of other apps. Each returns false, and shows a toast, if no app can do it. */
class ExternalApps(private val context: Context) {
    fun share(title: String, address: String?): Boolean {
        val send = Intent(Intent.ACTION_SEND).setType("text/plain")
            .putExtra(Intent.EXTRA_SUBJECT, title)
            .putExtra(Intent.EXTRA_TEXT, listOfNotNull(title, address).joinToString("\n"))
        return start(Intent.createChooser(send, context.getString(R.string.share)))
    }

    /** Opens a new event in the calendar app, where the person saves it. This needs no permission. */
    fun addToCalendar(event: CalendarEvent): Boolean = start(
        Intent(Intent.ACTION_INSERT, CalendarContract.Events.CONTENT_URI)
            .putExtra(CalendarContract.EXTRA_EVENT_BEGIN_TIME, event.starts)
            .putExtra(CalendarContract.EXTRA_EVENT_END_TIME, event.ends)
            .putExtra(CalendarContract.Events.TITLE, event.title)
            .putExtra(CalendarContract.Events.EVENT_LOCATION, event.place)
            .putExtra(CalendarContract.Events.DESCRIPTION, event.notes),
    )

    /** Opens the dialer with the number; the person starts the call. */
    fun dial(number: String): Boolean = start(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))

    fun showOnMap(address: String): Boolean = start(Intent(Intent.ACTION_VIEW, Uri.parse("geo:0,0?q=" + Uri.encode(address))))

    /** Opens a web page, video or sound, or a mail or phone address. Other schemes are refused, without a toast. */
    fun open(address: String, type: String? = null): Boolean {
        val uri = Uri.parse(address)
        if (uri.scheme !in setOf("https", "http", "mailto", "tel")) return false
        return start(Intent(Intent.ACTION_VIEW).apply { if (type == null) data = uri else setDataAndType(uri, type) })
    }

    /** Opens a document of the app's own files. */
    fun openFile(file: String, type: String): Boolean {
        val uri = FileProvider.getUriForFile(context, "${context.packageName}.files", File(file))
        return start(Intent(Intent.ACTION_VIEW).setDataAndType(uri, type).addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION))
    }

    private fun start(intent: Intent): Boolean = try {
        context.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        true
    } catch (_: ActivityNotFoundException) {
        Toast.makeText(context, R.string.outside_none, Toast.LENGTH_LONG).show()
        false
    }
}
