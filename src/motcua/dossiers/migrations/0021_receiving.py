"""How a result comes may change after filing: whether officers have seen that, and what people are told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0020_long_actors"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="way_unseen",
            field=models.BooleanField(db_index=True, default=False),
        ),
        migrations.AlterField(
            model_name="personmessage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("filed", "Đã nộp hồ sơ"),
                    ("supplement", "Yêu cầu bổ sung"),
                    ("payment", "Yêu cầu nộp lệ phí"),
                    ("paid", "Đã nhận lệ phí"),
                    ("extension", "Xin lỗi và gia hạn"),
                    ("granted", "Đã có kết quả"),
                    ("refused", "Hồ sơ không được chấp nhận"),
                    ("revoked", "Giấy chứng nhận bị thu hồi"),
                    ("restored", "Hủy bỏ quyết định thu hồi"),
                    ("message", "Lời nhắn của cơ quan"),
                    ("receiving", "Đổi cách nhận kết quả"),
                    ("supplemented", "Đã nhận bổ sung"),
                ],
                max_length=16,
            ),
        ),
    ]
