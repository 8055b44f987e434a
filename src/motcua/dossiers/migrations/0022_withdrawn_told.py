"""That a dossier was withdrawn is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0021_receiving"),
    ]

    operations = [
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
                    ("withdrawn", "Đã rút hồ sơ"),
                ],
                max_length=16,
            ),
        ),
    ]
