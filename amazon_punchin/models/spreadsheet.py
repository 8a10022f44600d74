"""Lists for Amazon as a spreadsheet (R41, R54)."""

from io import BytesIO

import xlsxwriter


def spreadsheet(title, header, rows):
    """
    :param title: name of the sheet
    :param header: the columns' names
    :param rows: lists of texts; every cell is text, so that nothing in it is ever run
        as a formula, and postcodes keep their zeros
    :return: bytes of an XLSX file
    """
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    for column, name in enumerate(header):
        widest = max([len(name), *(len(row[column] or "") for row in rows)])
        sheet.set_column(column, column, min(widest + 2, 60))
        sheet.write_string(0, column, name, bold)
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            sheet.write_string(line, column, value or "")
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()
