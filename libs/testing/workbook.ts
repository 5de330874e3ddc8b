export { workbookOf } from '../imports/reading/xlsx/workbook.fixture';
