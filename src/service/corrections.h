// What a person read otherwise in a letter than runseal did, before it is taken in.
#pragma once

#include "service/notices.h"

namespace runseal::service {

struct FieldCorrection {
  // "publisher", "title", "date", "language", "guidance_link", "reply_address", "date_format",
  // "products.0.name", "products.0.udi_di", "products.0.catalogue_numbers.1"; one place behind the last adds;
  // "id": the notice's reference; "products.0" with an empty value: that is no product
  std::string field;
  std::string value;  // empty: the letter does not say it (not for the id, nor the name of a product)
};

// The letter then says in `corrections` what was corrected, by whom, and what had been read.
// Errors: invalid (no such field, or a value that the field cannot have), limit.
Result<Letter> corrected(Letter letter, const std::vector<FieldCorrection>& corrections, const std::string& by,
                         Instant at);

// The notice as JSON; each value that a person corrected has also "corrected": {"by", "at", "read"}, and "corrections"
// lists all of them: {"field", "read", "value", "by", "at"}, with fields as they were when each was made.
Result<Json> notice_document(Workspace& workspace, const model::Notice& notice);

}  // namespace runseal::service
