"""The columns of a register of publications: one's own, of 1C-Bitrix, Joomla, WordPress."""

from __future__ import annotations

from ..files.table import Column, identifier

COLUMNS = {
    "section": Column(
        (
            *("Раздел", "section", "Рубрика", "Категория", "Категория материала"),
            *("IC_GROUP0", "category_title", "category", "Categories"),
        ),
        required="what",
        vague=("catid", "IBLOCK_NAME"),
    ),
    "act_type": Column(
        (
            *("Вид акта", "act_type", "Тип акта", "Вид документа", "Тип документа", "Форма акта"),
            *("Вид НПА", "Вид МНПА", "Вид МПА", "Вид правового акта"),
            *("Вид муниципального правового акта", "Вид нормативного правового акта"),
        ),
        required="what",
    ),
    "number": Column(
        ("Номер", "number", "Номер акта", "Номер документа"), identifier, vague=("№",)
    ),
    "published_at": Column(
        (
            "Опубликовано",
            "published_at",
            "Дата публикации",
            "Дата опубликования",
            "Дата обнародования",
            "Дата размещения",
            "Начало активности",
            "IE_ACTIVE_FROM",
            "publish_up",
        ),
        required="when",
    ),
    "date": Column(
        ("Дата", "date", "Дата акта", "Дата принятия", "Дата документа"),
        required="when",
        vague=("created", "Дата создания", "post_date"),
    ),
    "title": Column(
        ("Заголовок", "title", "Название", "Наименование", "IE_NAME", "Наименование акта"),
        vague=("О чём", "Содержание"),
    ),
    "url": Column(("Ссылка", "url", "Адрес", "Permalink", "Ссылка на материал")),
    "status": Column(
        (
            "Статус",
            "status",
            "Состояние",
            "state",
            "post_status",
            "Статус публикации",
            "Статус материала",
            "Статус записи",
        )
    ),
    "active": Column(
        (
            "Активность",
            "Активен",
            "Активно",
            "IE_ACTIVE",
            "Опубликован",
            "Опубликована",
            "published",
            "Видимость",
            "На сайте",
            "Отображать на сайте",
            "Показывать на сайте",
        )
    ),
    "kind": Column(
        ("Тип материала", "post_type", "Тип записи", "Post Type", "Тип содержимого"),
        required="what",
        vague=("type",),
    ),
    "body": Column(
        (
            "Принявший орган",
            "Орган",
            "Кем принят",
            "Кем издан",
            "Орган власти",
            "Орган, принявший акт",
            "Орган, издавший акт",
            "Издатель",
            "Наименование органа",
            "Орган, принявший МНПА",
            "Орган, принявший МПА",
            "Орган, принявший НПА",
        )
    ),
    "removed": Column(
        (
            *("Удалено", "Удалён", "Удалена", "is_deleted", "deleted", "deleted_at", "Черновик"),
            *("is_draft", "draft", "Скрыто", "Скрыт", "Скрыта", "hidden", "is_hidden"),
        )
    ),
    "site": Column(("Сайт", "Домен", "site", "SITE_ID", "domain")),
    "item": Column(("IE_XML_ID", "IE_ID", "ID", "№ записи"), identifier),
}
