package cn.songming.app.platform

import android.content.Context
import android.content.pm.PackageManager
import android.net.Uri
import android.provider.OpenableColumns
import android.system.ErrnoException
import android.system.OsConstants
import androidx.core.content.FileProvider
import cn.songming.app.core.toWellFormed
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.io.RandomAccessFile
import java.util.Locale
import java.util.UUID
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext
import kotlin.coroutines.coroutineContext

/** A file that waits to be added to a draft, with the name that the person knows it by. */
data class IncomingFile(val path: String, val name: String)

/** A file that was not received: it cannot be read, or the phone has no room for it. */
data class UnreadFile(val name: String, val noSpace: Boolean = false)

/**
 * Photos and videos on their way into a draft. What was picked, taken or shared can be read for a while only, so it is copied at once,
 * and waits in a folder of its draft until the core has it: also if the process ends in between.
 */
interface FileInbox {
    /** Copies what [uris] name into the folder [batch], and returns those that were not received. */
    suspend fun receive(batch: String, uris: List<Uri>): List<UnreadFile>

    /** Moves a photo that was taken into the folder [batch]. It stays where it is if that fails; once moved, a repeated call does nothing. */
    suspend fun receiveCapture(batch: String, capture: File): List<UnreadFile>

    /** What waits in the folder [batch], in the order in which it was received. */
    suspend fun waiting(batch: String): List<IncomingFile>

    suspend fun remove(file: IncomingFile)

    /** Deletes the folder [batch] with everything in it. */
    suspend fun clear(batch: String)
}

class IncomingFiles(private val context: Context) : FileInbox {
    /** No backup has it, and the system does not delete it when storage is low. */
    private val root = context.noBackupFilesDir.resolve("incoming")

    /** Not in the cache, which the system empties when storage is low. The rules for backups leave it out. */
    private val captures = context.filesDir.resolve("captures")

    /** Copies that are not complete; those of an earlier process are of no use. */
    private val unfinished by lazy {
        context.cacheDir.listFiles { file -> file.name.startsWith(UNFINISHED) }?.forEach { it.deleteRecursively() }
        context.cacheDir.resolve(UNFINISHED + UUID.randomUUID()).apply { mkdirs() }
    }

    override suspend fun receive(batch: String, uris: List<Uri>): List<UnreadFile> = withContext(Dispatchers.IO) {
        val unread = mutableListOf<UnreadFile>()
        for (uri in uris) {
            val name = nameOf(uri)
            try {
                // A provider of another app may throw anything.
                if (!isForeign(uri)) throw IOException("not another app's")
                val source = context.contentResolver.openInputStream(uri) ?: throw IOException("no content")
                source.use { copy(it, batch, name) }
            } catch (exception: IOException) {
                unread += UnreadFile(name, exception.isNoSpace)
            } catch (_: RuntimeException) {
                coroutineContext.ensureActive()
                unread += UnreadFile(name)
            }
        }
        unread
    }

    /** True for content of another app. Through one of our own providers another app could make us send our own files. */
    private fun isForeign(uri: Uri): Boolean {
        if (uri.scheme != "content") return false
        val authority = uri.authority?.substringAfterLast('@') ?: return false
        val providers = context.packageManager.getPackageInfo(context.packageName, PackageManager.GET_PROVIDERS).providers.orEmpty()
        return providers.none { authority in it.authority.orEmpty().split(';') }
    }

    private fun copy(source: InputStream, batch: String, name: String) {
        val copy = unfinished.resolve(UUID.randomUUID().toString())
        try {
            copy.outputStream().use { out ->
                val chunk = ByteArray(CHUNK)
                var size = 0L
                while (true) {
                    val read = source.read(chunk)
                    if (read < 0) break
                    size += read
                    if (size > MAX_BYTES) throw IOException("too large")
                    out.write(chunk, 0, read)
                }
                out.fd.sync()
            }
            place(copy, batch, name)
        } finally {
            copy.delete()
        }
    }

    /** Gives a complete file its place: the number of its order, and its name. */
    private fun place(file: File, batch: String, name: String) {
        val folder = folder(batch).apply { mkdirs() }
        val last = folder.list().orEmpty().mapNotNull { it.substringBefore('-').toIntOrNull() }.maxOrNull() ?: 0
        val safe = name.map { if (it == '/' || it.isISOControl()) '_' else it }.joinToString("").take(MAX_NAME).toWellFormed()
        if (!file.renameTo(folder.resolve("%06d-%s".format(Locale.ROOT, last + 1, safe)))) throw IOException("not renamed")
    }

    private fun nameOf(uri: Uri): String {
        val named = try {
            context.contentResolver.query(uri, arrayOf(OpenableColumns.DISPLAY_NAME), null, null, null)?.use {
                if (it.moveToFirst()) it.getString(0) else null
            }
        } catch (_: RuntimeException) {
            null
        }
        return (named ?: uri.lastPathSegment?.substringAfterLast('/')).orEmpty().take(MAX_NAME).toWellFormed()
    }

    /** A new file for a photo that the camera app is to take. */
    fun newCapture(): File {
        captures.mkdirs()
        return captures.resolve("${UUID.randomUUID()}.jpg")
    }

    /** The address of such a file, for the camera app. */
    fun addressOf(capture: File): Uri = FileProvider.getUriForFile(context, "${context.packageName}.files", capture)

    override suspend fun receiveCapture(batch: String, capture: File): List<UnreadFile> = withContext(Dispatchers.IO) {
        if (!capture.exists()) return@withContext emptyList()
        try {
            // The camera app wrote it, and may not have synced it.
            RandomAccessFile(capture, "rw").use { it.fd.sync() }
            place(capture, batch, capture.name)
            emptyList()
        } catch (exception: IOException) {
            listOf(UnreadFile(capture.name, exception.isNoSpace))
        }
    }

    override suspend fun waiting(batch: String): List<IncomingFile> = withContext(Dispatchers.IO) {
        folder(batch).listFiles().orEmpty().filter(::isReceived).sortedBy { it.name }
            .map { IncomingFile(it.path, it.name.substringAfter('-')) }
    }

    override suspend fun remove(file: IncomingFile) = withContext(Dispatchers.IO) {
        val stored = File(file.path)
        stored.delete()
        // Only if it is empty.
        stored.parentFile?.delete()
        Unit
    }

    override suspend fun clear(batch: String) = withContext(Dispatchers.IO) {
        folder(batch).deleteRecursively()
        Unit
    }

    /** The folders whose names begin so. */
    suspend fun batches(prefix: String): List<String> = withContext(Dispatchers.IO) {
        root.list().orEmpty().filter { it.startsWith(prefix) }.sorted()
    }

    suspend fun writeText(batch: String, name: String, text: String) = withContext(Dispatchers.IO) {
        val folder = folder(batch).apply { mkdirs() }
        folder.resolve(name).outputStream().use {
            it.write(text.toByteArray())
            it.fd.sync()
        }
    }

    suspend fun readText(batch: String, name: String): String = withContext(Dispatchers.IO) {
        folder(batch).resolve(name).takeIf(File::exists)?.readText().orEmpty()
    }

    /** The files that were received for one batch are of another one from now on, after those that wait there; its texts are deleted. */
    suspend fun moveFiles(batch: String, to: String) = withContext(Dispatchers.IO) {
        for (file in folder(batch).listFiles().orEmpty().filter(::isReceived).sortedBy { it.name }) {
            place(file, to, file.name.substringAfter('-'))
        }
        // All texts go at once: a part of them would be another batch.
        val done = unfinished.resolve(UUID.randomUUID().toString())
        if (!folder(batch).renameTo(done)) throw IOException("not renamed")
        done.deleteRecursively()
        Unit
    }

    /** Deletes the batches whose names begin so and that are older than [age] milliseconds. */
    suspend fun deleteOlder(prefix: String, age: Long) = withContext(Dispatchers.IO) {
        val latest = System.currentTimeMillis() - age
        for (file in root.listFiles { file -> file.name.startsWith(prefix) }.orEmpty()) {
            if (file.lastModified() < latest) file.deleteRecursively()
        }
    }

    private fun isReceived(file: File) = file.name.substringBefore('-').toIntOrNull() != null

    /** The name of a batch is an id, and never a path. */
    private fun folder(batch: String): File = root.resolve(batch.filter { it.isLetterOrDigit() || it == '-' })

    private val IOException.isNoSpace: Boolean
        get() = generateSequence<Throwable>(this) { it.cause }
            .any { it is ErrnoException && (it.errno == OsConstants.ENOSPC || it.errno == OsConstants.EDQUOT) }

    private companion object {
        const val UNFINISHED = "incoming-"

        /** More than the centre takes of a video: an endless stream of a hostile app ends here. */
        const val MAX_BYTES = 1L shl 30
        const val CHUNK = 256 * 1024

        /** Characters; a file name has at most 255 bytes. */
        const val MAX_NAME = 60
    }
}
