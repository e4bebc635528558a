#include "notice/text_vocabulary.h"

namespace runseal::notice::vocabulary {
namespace {

using model::Ask;
using model::Harm;
using model::NoticeKind;
using model::RequiredKind;

constexpr Meaning<NoticeKind> kind_table[] = {
    {NoticeKind::recall, {"atsaukum|atsauksan"}},
    {NoticeKind::recall, {"recall"}},
    {NoticeKind::field_safety_notice, {"drosuma|drosibas pazinojum", 3}},
    {NoticeKind::field_safety_notice, {"field safety notice|notification", 1}},
    {NoticeKind::field_safety_notice, {"fsn="}},
};

constexpr Meaning<Harm> harm_table[] = {
    {Harm::wrong_results, {"nepareiz|kludain|neprecizi rezultat", 3}},
    {Harm::wrong_results, {"incorrect|wrong|erroneous|inaccurate|false result", 4}},
    {Harm::delayed_results, {"rezultat aizkav|kavesan|noveloj", 3}},
    {Harm::delayed_results, {"aizkav|noveloj rezultat", 3}},
    {Harm::delayed_results, {"delay result", 4}},
    {Harm::delayed_results, {"result be|being|been|is|are delay", 2}},
    {Harm::lost_results, {"rezultat zaudesan|zudum|zaudejum", 3}},
    {Harm::lost_results, {"zaudet|zust rezultat", 2}},
    {Harm::lost_results, {"loss|lost|losing|missing result", 3}},
    {Harm::lost_results, {"result be|being|been|is|are lost", 2}},
    {Harm::corrupted_files, {"bojat fail|dat", 2}},
    {Harm::corrupted_files, {"corrupt|damag file|data", 3}},
    {Harm::corrupted_files, {"file corruption", 1}},
    {Harm::disclosed_data, {"dat atklasan|nopludes|izpausan", 4}},
    {Harm::disclosed_data, {"atklat|atklast|izpaust dat", 3}},
    {Harm::disclosed_data, {"disclos|expos|leak|breach data|information", 5}},
    {Harm::disclosed_data, {"data disclos|expos|breach|leak", 2}},
    {Harm::disclosed_data, {"data be|being|been|is|are disclosed|exposed|leaked", 2}},
};

constexpr Meaning<RequiredKind> action_table[] = {
    {RequiredKind::read_guidance, {"lejupieladej|izlasiet vadlini", 8}},
    {RequiredKind::read_guidance, {"download|read|review guidance|guide=|guideline", 8}},
    {RequiredKind::settle_protocol, {"sazinieties|konsultejieties|vienojieties|noskaidrojiet protokol", 20}},
    {RequiredKind::settle_protocol,
     {"contact|consult|work|determine|agree|choose|select|settle|establish secure|encrypted|signed protocol", 20}},
    {RequiredKind::return_form, {"aizpildiet veidlap", 8}},
    {RequiredKind::return_form, {"complete|fill|return form=", 8}},
    {RequiredKind::disconnect_if_compromised, {"atvienojiet tikl|kabel|ierici", 5}},
    {RequiredKind::disconnect_if_compromised, {"disconnect|unplug network|ethernet|cable", 6}},
    {RequiredKind::report_adverse_events, {"nevelam notikum zinojiet", 15}},
    {RequiredKind::report_adverse_events, {"zinojiet nevelam notikum", 8}},
    {RequiredKind::report_adverse_events, {"report adverse event", 8}},
    {RequiredKind::report_adverse_events, {"adverse event report", 18}},
    {RequiredKind::inform_users, {"informejiet lietotaj", 6}},
    {RequiredKind::inform_users, {"inform|notify|tell user|staff|personnel", 6}},
};

constexpr Meaning<ProductColumn> product_column_table[] = {
    {ProductColumn::udi_di, {"udi="}},
    {ProductColumn::udi_di, {"unikal identifikator", 4}},
    {ProductColumn::udi_di, {"unique device", 1}},
    {ProductColumn::udi_di, {"gtin="}},
    {ProductColumn::catalogue_number, {"katalog"}},
    {ProductColumn::catalogue_number, {"catalog"}},
    {ProductColumn::catalogue_number, {"cat= no=|number|nr=", 1}},
    {ProductColumn::catalogue_number, {"part|material|item|article number|no=", 1}},
    {ProductColumn::catalogue_number, {"ref="}},
    {ProductColumn::name, {"produkt|izstradajum"}},
    {ProductColumn::name, {"ierices nosaukum", 2}},
    {ProductColumn::name, {"product=|products="}},
    {ProductColumn::name, {"affected device|instrument|system", 3}},
    {ProductColumn::name, {"device|instrument|model name=", 1}},
};

constexpr Meaning<Ask> yes_no_table[] = {
    {Ask::customers_informed, {"informej klient", 5}},
    {Ask::customers_informed, {"informed|notified|contacted customer|user|client", 4}},
    {Ask::customers_identified, {"noteic|identific|apzinaj klient", 4}},
    {Ask::customers_identified, {"identified customer|client", 4}},
    {Ask::guidance_read, {"vadlini lejupielad|izlas", 6}},
    {Ask::guidance_read, {"lejupielad|izlas vadlini", 6}},
    {Ask::guidance_read, {"guidance|guide=|guideline download|read", 8}},
    {Ask::guidance_read, {"download|read guidance|guide=|guideline", 8}},
    {Ask::users_informed, {"informacij|informet lietotaj", 8}},
    {Ask::users_informed, {"lietotaj informet", 6}},
    {Ask::users_informed, {"information|informed|notified user|staff|personnel", 10}},
    {Ask::users_informed, {"user|staff|personnel informed|notified", 6}},
    {Ask::notice_received, {"apstiprin sanem", 6}},
    {Ask::notice_received, {"confirm|acknowledge receipt|received|receiving", 6}},
};

constexpr Meaning<Ask> text_table[] = {
    {Ask::organisation, {"uznemum|iestad|organizacij nosaukum", 2}},
    {Ask::organisation, {"organizacija="}},
    {Ask::organisation, {"company|organisation|organization|institution|hospital|facility|account name=", 2}},
    {Ask::organisation, {"organisation=|organization=|institution="}},
    {Ask::person_name, {"vards uzvards", 2}},
    {Ask::person_name, {"vards="}},
    {Ask::person_name, {"name="}},
    {Ask::person_title, {"amats="}},
    {Ask::person_title, {"title=|position="}},
    {Ask::date, {"datums="}},
    {Ask::date, {"date="}},
};

constexpr Meaning<FormHeading> form_heading_table[] = {
    {FormHeading::distributor, {"izplatitaj|importetaj atbild", 3}},
    {FormHeading::distributor, {"distributor|importer response|answer|section|part=", 3}},
    {FormHeading::distributor, {"response|answer|section|part distributor|importer", 4}},
    {FormHeading::customer, {"klient|lietotaj atbild", 2}},
    {FormHeading::customer, {"customer|user response|answer|section|part=", 2}},
    {FormHeading::customer, {"response|answer|section|part customer|user", 4}},
    {FormHeading::filler, {"veidlap aizpilditaj", 3}},
    {FormHeading::filler, {"person|individual complet|fill", 3}},
    {FormHeading::title, {"parbaud|apstiprinajum|atbild veidlap", 2}},
    {FormHeading::title, {"verification|reply|response|acknowledgement|acknowledgment|confirmation form=", 2}},
};

constexpr Meaning<AnswerWord> answer_table[] = {
    {AnswerWord::not_applicable, {"nav attiecinams|piemerojams", 1}},
    {AnswerWord::not_applicable, {"not applicable", 1}},
    {AnswerWord::not_applicable, {"n= a=", 1}},
    {AnswerWord::yes, {"ja=|yes="}},
    {AnswerWord::no, {"ne=|no="}},
    {AnswerWord::date, {"datums=|date="}},
};

constexpr Phrase not_applicable_table[] = {{"nav attiecinams|piemerojams|pieejams", 1},
                                           {"not applicable|available|assigned", 1},
                                           {"n= a=", 1},
                                           {"none="},
                                           {"nav="}};
constexpr Phrase send_back_table[] = {{"nosutiet|atsutiet"}, {"send|return|email|e="}};
constexpr Phrase reference_label_table[] = {{"reference"},
                                            {"ref="},
                                            {"fsca="},
                                            {"fsn="},
                                            {"notice number|no=", 1},
                                            {"recall number|no=", 1},
                                            {"atsauce"},
                                            {"pazinojum numurs|nr=", 1},
                                            {"identifikators="}};
constexpr Phrase publisher_label_table[] = {
    {"manufacturer="}, {"legal manufacturer", 1}, {"publisher="}, {"razotajs="}, {"izdevejs="}};
constexpr Phrase date_label_table[] = {{"date="}, {"datums="}, {"issued="}, {"izdots="}};
constexpr Phrase rights_table[] = {{"visas tiesibas", 1}, {"all rights", 1}};
constexpr Phrase page_marker_table[] = {{"# lpp no #"},  {"# lapa no #"}, {"lapa # no #"}, {"lpp # no #"},
                                        {"page # of #"}, {"page #"},      {"# lpp"}};
constexpr std::string_view weekday_table[] = {"pirmdiena", "otrdiena",  "tresdiena", "ceturtdiena", "piektdiena",
                                              "sestdiena", "svetdiena", "monday",    "tuesday",     "wednesday",
                                              "thursday",  "friday",    "saturday",  "sunday"};
constexpr Meaning<unsigned> month_table[] = {{1, {"jan"}},       {2, {"feb"}},      {3, {"mar"}},  {4, {"apr"}},
                                             {5, {"may=|maij"}}, {6, {"jun"}},      {7, {"jul"}},  {8, {"aug"}},
                                             {9, {"sep"}},       {10, {"oct|okt"}}, {11, {"nov"}}, {12, {"dec"}}};

constexpr std::string_view latvian[] = {"un", "ir", "kas",  "par", "vai", "lai",  "ar", "no",
                                        "ja", "uz", "tiek", "ka",  "tas", "savu", "nav"};
constexpr std::string_view english[] = {"the",  "and", "of",   "to",  "is",  "that", "this", "or",
                                        "with", "for", "your", "you", "are", "in",   "not"};
constexpr Language language_table[] = {{"lv", latvian}, {"en", english}};

}  // namespace

std::span<const Meaning<NoticeKind>> kinds() { return kind_table; }
std::span<const Meaning<Harm>> harms() { return harm_table; }
std::span<const Meaning<RequiredKind>> actions() { return action_table; }
std::span<const Meaning<ProductColumn>> product_columns() { return product_column_table; }
std::span<const Meaning<Ask>> yes_no_asks() { return yes_no_table; }
std::span<const Meaning<Ask>> text_asks() { return text_table; }
std::span<const Meaning<FormHeading>> form_headings() { return form_heading_table; }
std::span<const Meaning<AnswerWord>> answer_words() { return answer_table; }
std::span<const Phrase> not_applicable() { return not_applicable_table; }
std::span<const Phrase> send_back() { return send_back_table; }
std::span<const Phrase> reference_labels() { return reference_label_table; }
std::span<const Phrase> publisher_labels() { return publisher_label_table; }
std::span<const Phrase> date_labels() { return date_label_table; }
std::span<const Phrase> rights_reserved() { return rights_table; }
std::span<const Phrase> page_markers() { return page_marker_table; }
std::span<const std::string_view> weekdays() { return weekday_table; }
std::span<const Meaning<unsigned>> months() { return month_table; }
std::span<const Language> languages() { return language_table; }

}  // namespace runseal::notice::vocabulary
