package cn.songming.app

import android.graphics.Bitmap
import cn.songming.core.ClientInterface
import cn.songming.core.FieldValue
import cn.songming.core.FileSource
import cn.songming.core.NetworkClass
import cn.songming.core.NewFile
import java.io.ByteArrayOutputStream
import java.io.File
import kotlin.random.Random
import org.json.JSONArray
import org.json.JSONObject

/** A clerk of a liaison station who is logged in: writes, sends, and a newsroom that answers. */
class TestClerk(private val app: TestApp, private val client: ClientInterface) {
    /** Writes a draft with everything that the centre asks for, and with photos of these names. Returns its id. */
    suspend fun write(title: String, vararg photos: String): String {
        val fields = mapOf(
            "title" to title, "text" to "园区一家企业的新生产线今天投产，厂房里试运行了三个班次。", "category" to "enterprise", "author" to "张三",
            "contact" to "13800000000", "sign_off" to "李站长", "sign_off_date" to "2026-11-20", "ai" to "none", "consent" to "true",
        )
        val id = client.drafts().save(null, fields.map { FieldValue(it.key, it.value) })
        val files = photos.mapIndexed { number, name -> NewFile(name, FileSource.Bytes(photo(number))) }
        if (files.isNotEmpty()) check(client.drafts().addFiles(id, files).all { it.id != null })
        return id
    }

    /** Sends a draft without a network: it is queued. */
    suspend fun queue(id: String) {
        client.setNetwork(NetworkClass.OFFLINE)
        client.drafts().send(id)
    }

    /** Sends everything that is queued. */
    suspend fun send() {
        client.setNetwork(NetworkClass.UNMETERED)
        check(client.submissions().send(60u).left == 0u)
    }

    suspend fun writeAndSend(title: String): String = write(title).also {
        client.drafts().send(it)
        send()
    }

    /** What the newsroom decides, one state after the other. */
    fun review(id: String, vararg states: String) {
        for (state in states) {
            val order = JSONObject().put("submission", id).put("state", state)
            if (state == "returned") {
                order.put("reason", "请写明投产的具体时间。")
                val mark = JSONObject().put("field", "text").put("start", 13).put("end", 15).put("note", "改成几月几日")
                order.put("marks", JSONArray().put(mark))
            }
            app.control("/review", order.toString())
        }
    }

    /** Makes requests fail. */
    fun faults(vararg faults: String) = app.control("/fault", """{"faults": [${faults.joinToString()}]}""")

    /** Changes how long a title may be, after the phone fetched the form. */
    fun limitTitles(characters: Int) {
        val catalogue = File(System.getProperty("songming.content"), "catalogue.json").readText()
        val form = JSONObject(catalogue).getJSONObject("station_form")
        val title = form.getJSONArray("fields").getJSONObject(0)
        check(title.getString("code") == "title")
        title.put("max", characters)
        app.control("/catalogue", JSONObject().put("station_form", form).toString())
    }

    companion object {
        /** A picture of noise, so that it does not become small; not larger than the smallest piece in which a file is sent. */
        fun photo(seed: Int): ByteArray {
            val random = Random(seed)
            val bitmap = Bitmap.createBitmap(SIDE, SIDE, Bitmap.Config.ARGB_8888)
            bitmap.setPixels(IntArray(SIDE * SIDE) { random.nextInt() or OPAQUE }, 0, SIDE, 0, 0, SIDE, SIDE)
            return ByteArrayOutputStream().also { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
        }

        private const val SIDE = 110
        private const val OPAQUE = 0xFF000000.toInt()
    }
}
