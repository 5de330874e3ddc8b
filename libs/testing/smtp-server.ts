export { SmtpServer, type ReceivedMail } from '../mail/smtp-server.fixture';
