#include "model/notice.h"

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(Where, line, page, quote)
RUNSEAL_JSON_FIELDS(Product, name, catalogue_numbers, udi_di, udi_not_applicable, problems)
RUNSEAL_JSON_FIELDS(Contact, name, address)
RUNSEAL_JSON_FIELDS(Unrecognised, where, text)
RUNSEAL_JSON_FIELDS(RequiredAction, kind, text)
RUNSEAL_JSON_FIELDS(FormField, part, kind, ask, label)
RUNSEAL_JSON_FIELDS(Source, file_name, sha256, format, earlier)
RUNSEAL_JSON_FIELDS(Notice, id, references, publisher, title, kinds, date, language, products, harms, actions,
                    guidance_link, reply_address, date_format, form, contacts, unrecognised, source)

}  // namespace runseal::model
