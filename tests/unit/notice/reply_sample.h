// A reply as the service would make it, for the tests of the form.
#pragma once

#include <gtest/gtest.h>

#include "base/process.h"
#include "model/case.h"

namespace runseal::notice {

// What a program that reads PDFs prints; the test fails when it fails.
inline std::string tool(const std::string& program, std::vector<std::string> arguments) {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  const auto finished = base::run(command);
  EXPECT_TRUE(finished && finished->ok()) << program << ": " << (finished ? finished->err : finished.error().what);
  return finished ? finished->out : "";
}

inline model::Answer sample_answer(model::FormPart part, model::Ask ask, model::FieldKind kind, std::string label,
                                   model::AnswerValue value) {
  model::Answer answer;
  answer.part = part;
  answer.ask = ask;
  answer.kind = kind;
  answer.label = std::move(label);
  answer.value = value;
  return answer;
}

inline model::CaseDevice sample_device(int number) {
  model::CaseDevice device;
  device.device_id = "nextseq-" + std::to_string(number);
  device.name = "NextSeq 550Dx Nr. " + std::to_string(number);
  device.product = "NextSeq 550Dx Instrument";
  device.catalogue_number = "20005715";
  device.serial = "NDX550" + std::to_string(100 + number);
  device.site = "Molekulārā laboratorija";
  device.secure = true;
  const auto good = model::Protection::protected_;
  device.connections = {{"smb://nas01.lab.example/runs", "2024-05-09T07:05:00.000Z", good, good, good, false}};
  return device;
}

inline model::Reply sample_reply(const std::string& language = "lv",
                                 model::ReplyRole role = model::ReplyRole::customer) {
  using enum model::Ask;
  using model::AnswerValue;
  using model::FieldKind;
  using model::FormPart;
  model::Reply reply;
  reply.id = "reply-FSN2024-1562-1";
  reply.notice_id = "FSN2024-1562";
  reply.references = {"FSN2024-1562", "M-AMR-01357"};
  reply.publisher = "Illumina, Inc.";
  reply.notice_title = language == "lv" ? "Steidzams operatīvais drošuma paziņojums" : "Urgent field safety notice";
  reply.reply_address = "returns@publisher.example";
  reply.role = role;
  reply.language = language;
  reply.date_format = "DD.MMM.YYYY";
  reply.organisation = "Rīgas Austrumu klīniskā universitātes slimnīca";
  reply.person = "Ņina Šķēle-Žīgure";
  reply.title = "Laboratorijas kvalitātes vadītāja";
  reply.date = "2024-05-09";
  reply.draft = false;
  if (role == model::ReplyRole::customer) {
    reply.answers = {sample_answer(FormPart::customer, notice_received, FieldKind::yes_no, "Jautājums par saņemšanu",
                                   AnswerValue::yes),
                     sample_answer(FormPart::customer, users_informed, FieldKind::yes_no, "Jautājums par lietotājiem",
                                   AnswerValue::no),
                     sample_answer(FormPart::customer, guidance_read, FieldKind::yes_no, "", AnswerValue::unanswered)};
    reply.answers[0].evidence = {12, 15};
    reply.answers[1].missing = "nav ieraksta par lietotāju informēšanu";
    reply.answers[1].evidence = {17};
  } else {
    reply.answers = {
        sample_answer(FormPart::distributor, not_applicable, FieldKind::not_applicable, "", AnswerValue::unanswered),
        sample_answer(FormPart::distributor, customers_identified, FieldKind::yes_no, "", AnswerValue::yes),
        sample_answer(FormPart::distributor, customers_informed, FieldKind::yes_no_date, "", AnswerValue::yes)};
    reply.answers[1].evidence = {21};
    reply.answers[2].date = "2024-06-03";
    reply.answers[2].evidence = {22, 23, 24};
  }
  auto red = sample_device(2);
  red.secure = false;
  red.connections = {{"smb://nas02/archive", "2024-05-08T22:41:00.000Z", model::Protection::optional,
                      model::Protection::absent, model::Protection::unknown, true},
                     {"smb://dragen/staging", "", {}, {}, {}, false}};
  reply.devices = {sample_device(1), red};
  reply.near_misses = {{"miseq", "MiSeqDx", "20014053", "M70002", "", {}, {}, {}}};
  reply.not_affected = 3;
  reply.evidence_origin = "runseal.example/laboratorija";
  reply.evidence_size = 25;
  reply.evidence_root = "qvnXFGvLjTcMvJhWrD4mJSO2mJxKy6fYqD5yV8n6kq4=";
  reply.made_at = "2024-05-09T07:30:00.000Z";
  reply.version = "0.1.0";
  return reply;
}

inline void sign(model::Reply& reply) {
  reply.signature = {
      {reply.person, "2024-05-09T07:31:12.000Z",
       reply.language == "lv" ? "Apstiprinu, ka atbildes ir patiesas" : "I confirm that the answers are true"}};
}

}  // namespace runseal::notice
