// Written by `npm run api-types` from docs/openapi.json; do not edit.

export interface paths {
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Workspace Audit
         * @description Return who changed what outside of projects: users, logins, tokens, backups.
         */
        get: operations["list_workspace_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check Workspace Audit
         * @description Compute every hash of the workspace's own log again and say whether the chain is whole.
         */
        get: operations["check_workspace_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Doctor
         * @description Examine disk, database, blobs, arrays, audit logs, jobs and processor.
         */
        get: operations["get_doctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream Events
         * @description Send what happens in one's own projects: `job` for progress, else the audit's words.
         *
         *     `ready` says from which number on; `reset` says that events since Last-Event-ID are no
         *     longer kept: load everything again. The stream ends when the login ends.
         */
        get: operations["stream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Folders
         * @description Say what lies in a folder that may be imported from; without a path, which those are.
         */
        get: operations["list_folders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Health
         * @description Say that the server answers and reaches its database; for load balancers.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login-methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Login Methods
         * @description Return how one may log in here.
         */
        get: operations["get_login_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finish Oidc
         * @description Log in whom the single sign-on has identified; it sends the browser here.
         */
        get: operations["finish_oidc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Start Oidc
         * @description Send the browser to the hospital's single sign-on.
         */
        get: operations["start_oidc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Projects
         * @description Return the caller's projects, the oldest first.
         */
        get: operations["list_projects"];
        put?: never;
        /**
         * Create Project
         * @description Create a project.
         */
        post: operations["create_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Project
         * @description Return a project and what it holds.
         */
        get: operations["get_project"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update Project
         * @description Change a project: its labels before the first image, and what is known of them.
         */
        patch: operations["update_project"];
        trace?: never;
    };
    "/api/projects/{project}/annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Annotations
         * @description Return the annotations of at most `limit` images, from a row on.
         */
        get: operations["list_annotations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/annotations/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Annotations
         * @description Return all annotations as a file.
         */
        get: operations["export_annotations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit
         * @description Return who changed what in the project, the newest first.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/audit/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check Audit
         * @description Compute every hash of the project's log again and say whether the chain is whole.
         */
        get: operations["check_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/comparison-grid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Comparison Grid
         * @description Return images with or without a label, one column for each round, in row order.
         */
        get: operations["get_comparison_grid"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/cooccurrence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Cooccurrence
         * @description Return how many images carry both of two labels, of a split or of all images.
         */
        get: operations["get_cooccurrence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/current-round": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Current Round
         * @description Make a finished round the one that the views show.
         */
        put: operations["set_current_round"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/effort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Effort
         * @description Return how long each physician worked for each round, and for how many labels.
         */
        get: operations["get_effort"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase Patient
         * @description Erase a patient with all images, annotations and whatever was computed from them.
         */
        post: operations["erase_patient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/fine-tunings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Fine Tuning
         * @description Make the next round, or go on with it; a second click returns the first click's job.
         */
        post: operations["start_fine_tuning"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/fine-tunings/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plan Fine Tuning
         * @description Say what a fine-tuning would use before it starts.
         */
        get: operations["plan_fine_tuning"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/folder-imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Folder Import
         * @description Import a folder that the server can read, in the background.
         *
         *     409: it is being imported with other options.
         */
        post: operations["start_folder_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Images
         * @description Return images in row order from a row on; go on from `next`.
         */
        get: operations["list_images"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Image
         * @description Return what is known of one image.
         */
        get: operations["get_image"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Accept Heatmap
         * @description Take the heatmap as it is: its outline becomes one's own region.
         */
        put: operations["accept_heatmap"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Image Annotations
         * @description Return everyone's annotations of an image, by label and author.
         */
        get: operations["get_image_annotations"];
        /**
         * Put Annotation
         * @description Save one's own annotation of one image and one label; the reply follows the commit.
         *
         *     The same content with the same version a second time changes nothing. 409 carries both
         *     versions where it was saved elsewhere.
         */
        put: operations["put_annotation"];
        post?: never;
        /**
         * Withdraw Annotation
         * @description Take one's own annotation back; the history keeps it.
         */
        delete: operations["withdraw_annotation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/annotations/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Annotation History
         * @description Return every version ever saved for an image and a label, by author, oldest first.
         */
        get: operations["get_annotation_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Notes
         * @description Return an image's notes, the oldest first.
         */
        get: operations["list_notes"];
        put?: never;
        /**
         * Create Note
         * @description Write a note on an image; the same words under the same key a second time change nothing.
         */
        post: operations["create_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/notes/{note_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Update Note
         * @description Replace the words of one's own note; 409 where it was saved elsewhere.
         */
        put: operations["update_note"];
        post?: never;
        /**
         * Delete Note
         * @description Delete one's own note; an admin deletes anyone's.
         */
        delete: operations["delete_note"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/original": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Original
         * @description Return an image's file as it came.
         */
        get: operations["get_original"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/patient-images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Patient Images
         * @description Return all images of the same patient, this one too, in row order.
         */
        get: operations["list_patient_images"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/pixels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Pixels
         * @description Return decoded pixels, little-endian, row by row, RGB where there are three channels.
         *
         *     The headers X-Width, X-Height, X-Bit-Depth, X-Channels say how to read them; X-Window
         *     ("centre,width", in these values) is what to start with, and is left out where the whole range
         *     is meant.
         */
        get: operations["get_pixels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/rendering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Rendering
         * @description Return a PNG with 8 bits through a window; without one through the image's own.
         */
        get: operations["get_rendering"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/images/{row}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Thumbnail
         * @description Return a small JPEG, through the image's own window.
         */
        get: operations["get_thumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Import
         * @description Import a complete upload in the background; its job's outcome says what became of it.
         */
        post: operations["start_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Jobs
         * @description Return the project's jobs, the newest first.
         */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Job
         * @description Return one job.
         */
        get: operations["get_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/jobs/{job_id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Job
         * @description Ask a job to stop, one's own or as an engineer anyone's; asking twice changes nothing.
         */
        post: operations["cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/jobs/{job_id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Job Log
         * @description Return the lines of a job's log that follow a line, the oldest first, at most 1,000.
         */
        get: operations["get_job_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry Job
         * @description Queue a failed or cancelled job again; it goes on where it stopped.
         */
        post: operations["retry_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Labels
         * @description Return every label with its counts and the figures of a round.
         */
        get: operations["list_labels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Members
         * @description Return the project's members by name, not those with a role in the whole workspace.
         */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/members/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Member
         * @description Make a user a member of the project, or change the role.
         */
        put: operations["set_member"];
        post?: never;
        /**
         * Remove Member
         * @description Take a user out of the project.
         */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/parameters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Parameters
         * @description Return every parameter with its default, its meaning and what it may be.
         */
        get: operations["get_parameters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Pins
         * @description Return what is pinned for everyone in the project.
         */
        get: operations["list_pins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/pins/{row}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pin Image
         * @description Pin an image and a label; doing it twice changes nothing.
         */
        put: operations["pin_image"];
        post?: never;
        /**
         * Unpin Image
         * @description Unpin an image and a label; what was kept of it stays with its rounds.
         */
        delete: operations["unpin_image"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/pool": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Pool
         * @description Return how many images wait for labels.
         */
        get: operations["get_pool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/pool/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Pool Batch
         * @description Find the images that are worth labelling next; the job's outcome lists them.
         */
        post: operations["start_pool_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/pool/curve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Pool Curve
         * @description Return a figure on `test` of every round by the number of images it learned from.
         */
        get: operations["get_pool_curve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/pool/images/{row}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Label Pool Image
         * @description Give an image of the pool its labels and regions; it trains from the next round on.
         */
        put: operations["label_pool_image"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/pool/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Continuing
         * @description Train the current round on, on all labels and regions so far.
         */
        post: operations["start_continuing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rankings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rankings
         * @description Return every ranking, the default first.
         */
        get: operations["list_rankings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rounds
         * @description Return all rounds by number.
         */
        get: operations["list_rounds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Round
         * @description Return one round with its settings, history and guard.
         */
        get: operations["get_round"];
        put?: never;
        post?: never;
        /**
         * Remove Round
         * @description Remove a round with its weights and arrays; annotations stay.
         */
        delete: operations["remove_round"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/calibration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Calibration
         * @description Return how many of the images with a probability carry the label, for each label.
         */
        get: operations["get_calibration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/comparison": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Comparison
         * @description Return the figures of two rounds side by side, with the paired test where it was made.
         */
        get: operations["get_comparison"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Evaluation
         * @description Measure a round on a split; the figures are in its metrics afterwards.
         */
        post: operations["start_evaluation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/film": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Film
         * @description Return the maps of the pins after each epoch of a round's training.
         */
        get: operations["get_film"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Live Session
         * @description Return a round's live session: its parameters and what became of each list.
         */
        get: operations["get_live_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/live/{query}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Live Query
         * @description Return a list of images with their grids, and what the caller has answered.
         */
        get: operations["get_live_query"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/live/{query}/answers/{row}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Live Answer
         * @description Say what should not matter in one image of an open list.
         */
        put: operations["put_live_answer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/live/{query}/submission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit Live Query
         * @description Hand a list in; training goes on once enough physicians have.
         */
        post: operations["submit_live_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/maps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Maps
         * @description Return the signed maps and probabilities of up to 200 images as compact binary.
         *
         *     Little-endian: uint32 length of the header; the header as JSON with `rows`, `labels`, `grid`,
         *     `thresholds`, `scales`, `missing`, `maps_offset`, `probabilities_offset` (bytes after the
         *     header); float16 maps (n, K, h, w); float32 probabilities (n, K).
         */
        get: operations["get_maps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Metrics
         * @description Return a round's figures on a split with their intervals.
         */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/ranking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ranking
         * @description Return images of a label in the stored order, from a place on, each with its reason.
         *
         *     A filter can leave a page short, even empty: go on from `next` until it is null. With
         *     by=similar and `like` the order is a search: the 2,000 nearest images, nearest first.
         */
        get: operations["get_ranking"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/ranking-refreshes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Ranking
         * @description Rank a split anew, with the annotations of now.
         */
        post: operations["start_ranking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/ranking/place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ranking Place
         * @description Return where an image stands in a ranking; filters leave places as they are.
         */
        get: operations["get_ranking_place"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Receipt
         * @description Return what a round changed, as it was worked out when the round was finished.
         */
        get: operations["get_receipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/rounds/{number}/reliance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Reliance
         * @description Return what a round relies on, and its figures by group.
         */
        get: operations["get_reliance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/splits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign Splits
         * @description Give every image that has no split one, by patient, in the background.
         */
        post: operations["assign_splits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Training
         * @description Train round 0, or go on with it; a second click returns the first click's job.
         */
        post: operations["start_training"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Uploads
         * @description Return the project's uploads, the oldest first: what has arrived, and what became of it.
         */
        get: operations["list_uploads"];
        put?: never;
        /**
         * Create Upload
         * @description Open an upload: a zip archive of images and their table.
         */
        post: operations["create_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Upload
         * @description Say how much has arrived: an upload that broke off goes on there.
         */
        get: operations["get_upload"];
        put?: never;
        post?: never;
        /**
         * Delete Upload
         * @description Give an upload up.
         */
        delete: operations["delete_upload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project}/uploads/{upload_id}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Upload Part
         * @description Store the next part; one that arrived before changes nothing. 409: parts are missing.
         */
        put: operations["put_upload_part"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Session
         * @description Return who is logged in, with which roles, and until when.
         */
        get: operations["get_session"];
        put?: never;
        /**
         * Log In
         * @description Log in with a name and a password; the session is a cookie.
         */
        post: operations["log_in"];
        /**
         * Log Out
         * @description End this browser's session.
         */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change Password
         * @description Change the password; other sessions end and all tokens are revoked.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log Out Everywhere
         * @description End all sessions of the user, this one too; tokens for scripts stay.
         */
        delete: operations["log_out_everywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description Return the caller's tokens, the oldest first.
         */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Create Token
         * @description Make a token, which may do what the caller may; send it as `Authorization: Bearer …`.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Token
         * @description End a token at once.
         */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Users
         * @description Return all users by name.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Create User
         * @description Add a user.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update User
         * @description Change a user; one who is disabled is logged out everywhere at once.
         */
        patch: operations["update_user"];
        trace?: never;
    };
    "/api/users/{name}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set User Password
         * @description Give a user another password; their sessions end and their tokens are revoked.
         */
        put: operations["set_user_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AcceptanceIn
         * @description A heatmap taken as it is.
         *
         *     Attributes:
         *         version: the version that was last seen; 0 for the first save.
         *         round: whose heatmap; null: the current one's.
         *         next: what to return of the image that follows; null: nothing.
         *         effort: how long it took; null: nobody measured it.
         */
        AcceptanceIn: {
            effort?: components["schemas"]["EffortIn"] | null;
            next?: components["schemas"]["NextIn"] | null;
            /** Round */
            round?: number | null;
            /** Version */
            version: number;
        };
        /**
         * Action
         * @description What an audit entry says was done.
         * @enum {string}
         */
        Action: "project created" | "project changed" | "images imported" | "reference regions imported" | "reference regions removed" | "splits assigned" | "weights imported" | "network added" | "annotation saved" | "annotation withdrawn" | "note created" | "note changed" | "note deleted" | "image pinned" | "image unpinned" | "live images asked about" | "live answer saved" | "live answers handed in" | "pool filled" | "pool image labelled" | "upload started" | "upload completed" | "upload deleted" | "round started" | "round finished" | "round stopped" | "round removed" | "current round set" | "round evaluated" | "round ranked" | "job started" | "job cancelled" | "job retried" | "user created" | "user changed" | "password changed" | "role set" | "role removed" | "token created" | "token revoked" | "logged in" | "login refused" | "logged out" | "patient erased" | "backup made" | "workspace restored";
        /**
         * Activation
         * @description How logits become probabilities.
         * @enum {string}
         */
        Activation: "sigmoid" | "softmax";
        /**
         * AnnotationIn
         * @description One's own word on one heatmap.
         *
         *     Attributes:
         *         version: the version that was last seen; 0 for the first save.
         *         next: what to return of the image that follows; null: nothing.
         *         effort: how long it took; null: nobody measured it.
         */
        AnnotationIn: {
            effort?: components["schemas"]["EffortIn"] | null;
            next?: components["schemas"]["NextIn"] | null;
            /**
             * Regions
             * @default []
             */
            regions: components["schemas"]["RegionIn"][];
            verdict: components["schemas"]["Verdict"];
            /** Version */
            version: number;
        };
        /**
         * AnnotationOut
         * @description One physician's word on one heatmap.
         *
         *     Attributes:
         *         withdrawn: it was taken back; only a history shows such a version.
         */
        AnnotationOut: {
            /** Author */
            author: string;
            /** Label */
            label: string;
            /** Regions */
            regions: components["schemas"]["RegionOut"][];
            /** Row */
            row: number;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            verdict: components["schemas"]["Verdict"];
            /** Version */
            version: number;
            /** Withdrawn */
            withdrawn: boolean;
        };
        /**
         * AnnotationsOut
         * @description Annotations by row, label and author; `next` is the row to go on from, null at the end.
         */
        AnnotationsOut: {
            /** Annotations */
            annotations: components["schemas"]["AnnotationOut"][];
            /** Next */
            next: number | null;
        };
        /**
         * AskedImageOut
         * @description One image that is asked about.
         *
         *     Attributes:
         *         label: the label that is explained.
         *         score: of the sampling, high first.
         *         probability: of the label, the network's own at that epoch.
         *         truth: 1, 0 or null (unknown).
         *         grid: signed attribution of each cell, row by row from the top left.
         *         marked: the cells of highest positive attribution, the highest first.
         *         answered: whether anybody has answered it.
         *         answer: one's own; null: none yet.
         */
        AskedImageOut: {
            answer: components["schemas"]["LiveAnswerOut"] | null;
            /** Answered */
            answered: boolean;
            /** Grid */
            grid: (number | null)[];
            /** Label */
            label: string;
            /** Marked */
            marked: number[];
            /** Probability */
            probability: number;
            /** Row */
            row: number;
            /** Score */
            score: number;
            /** Truth */
            truth: (0 | 1) | null;
        };
        /**
         * AuditCheckOut
         * @description Whether one audit log is as it was written.
         *
         *     Attributes:
         *         entries: how many were found whole, from the first one on.
         *         digest: of the last of them; keep it elsewhere.
         *         broken: what is wrong after them, in words; null: nothing.
         */
        AuditCheckOut: {
            /** Broken */
            broken: string | null;
            /** Digest */
            digest: string;
            /** Entries */
            entries: number;
        };
        /**
         * AuditEntryOut
         * @description Who changed what, when.
         *
         *     Attributes:
         *         subject: to what: ids and row numbers.
         *         previous: digest of the entry before it in its chain.
         *         digest: SHA-256 over all of the above; the next entry contains it.
         */
        AuditEntryOut: {
            action: components["schemas"]["Action"];
            /** Actor */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Digest */
            digest: string;
            /** Number */
            number: number;
            /** Previous */
            previous: string;
            /** Subject */
            subject: {
                [key: string]: unknown;
            };
        };
        /**
         * AuditPageOut
         * @description Entries of one audit log, the newest first.
         *
         *     Attributes:
         *         next: give it as `before` for the page of older entries; null: there are none.
         */
        AuditPageOut: {
            /** Entries */
            entries: components["schemas"]["AuditEntryOut"][];
            /** Next */
            next: number | null;
        };
        /**
         * BadgeOut
         * @description That someone annotated this label of this image.
         */
        BadgeOut: {
            /** Author */
            author: string;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            verdict: components["schemas"]["Verdict"];
            /** Version */
            version: number;
        };
        /**
         * BatchIn
         * @description Which images are wanted next.
         *
         *     Attributes:
         *         round: whose predictions; null: the current one's.
         *         by: `dual`, `entropy`, `misalignment`, `random`, `triage` or any other ranking.
         *         entropy_weight: with `dual`; the rest is misalignment.
         */
        BatchIn: {
            /**
             * By
             * @default dual
             */
            by: string;
            /**
             * Count
             * @default 30
             */
            count: number;
            /**
             * Entropy Weight
             * @default 0.3
             */
            entropy_weight: number;
            /** Round */
            round?: number | null;
        };
        /**
         * CalibrationOut
         * @description The calibration curves of a round on a split, of labels with known truth.
         */
        CalibrationOut: {
            /** Labels */
            labels: {
                [key: string]: components["schemas"]["CurveOut"];
            };
            /** Round */
            round: number;
            split: components["schemas"]["Split"];
        };
        /**
         * CellOut
         * @description What one round says of one image; null where it has not looked at it.
         */
        CellOut: {
            /** Correct */
            correct: boolean | null;
            /** Probability */
            probability: number | null;
            /** Round */
            round: number;
        };
        /**
         * ComparisonOut
         * @description Two rounds side by side on a split.
         *
         *     Attributes:
         *         labels: per label and figure `before`, `after`, `difference`, `before_ci`, `after_ci`.
         *         paired: the paired test with Holm's correction; null: `paired_reason` says why.
         */
        ComparisonOut: {
            /** Labels */
            labels: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** Macro */
            macro: {
                [key: string]: unknown;
            };
            /** Paired */
            paired: {
                [key: string]: unknown;
            } | null;
            /** Paired Reason */
            paired_reason: string | null;
            /** Round */
            round: number;
            split: components["schemas"]["Split"];
            /** With */
            with: number;
        };
        /**
         * CooccurrenceOut
         * @description Which labels travel together; rows and columns in the order of `labels`.
         *
         *     Attributes:
         *         counts: images that carry both; the diagonal holds the positives.
         *         shares: of the images with the row's label, the share that also carries the column's;
         *             null where no image carries the row's.
         */
        CooccurrenceOut: {
            /** Counts */
            counts: number[][];
            /** Images */
            images: number;
            /** Labels */
            labels: string[];
            /** Shares */
            shares: (number | null)[][];
            split: components["schemas"]["Split"] | null;
        };
        /**
         * CostOut
         * @description What a network was measured to cost: 1,000 images at 224 pixels, one thread of a CPU.
         */
        CostOut: {
            /** Memory Mib */
            memory_mib: number;
            /** Prediction S */
            prediction_s: number;
            /** Training S */
            training_s: number;
        };
        /**
         * CurrentRoundIn
         * @description Which round the views show.
         */
        CurrentRoundIn: {
            /** Round */
            round: number;
        };
        /**
         * CurveOut
         * @description One label: a point for each tenth of the probabilities that has images.
         *
         *     Attributes:
         *         predicted: the mean probability of its images.
         *         observed: the share of them that carry the label.
         *         counts: how many there are.
         */
        CurveOut: {
            /** Counts */
            counts: number[];
            /** Observed */
            observed: number[];
            /** Predicted */
            predicted: number[];
        };
        /**
         * CurvePointOut
         * @description A figure of one round by the number of images it learned from.
         *
         *     Attributes:
         *         label: null: the mean over labels.
         *         value: null: too few cases.
         *         interval: 95 %.
         */
        CurvePointOut: {
            /** Interval */
            interval: (number | null)[] | null;
            /** Label */
            label: string | null;
            /** Metric */
            metric: string;
            /** Round */
            round: number;
            /** Training Images */
            training_images: number;
            /** Value */
            value: number | null;
        };
        /**
         * CurveWarning
         * @description What may be wrong with a training.
         *
         *     `parting`: the loss on training images falls while the one on `tune` rises: learning by heart.
         *     `vanishing`: the gradients have become so small that nothing is learned.
         *     `still`: the loss has hardly changed.
         *     `growing`: the loss grows: each correction is too large.
         * @enum {string}
         */
        CurveWarning: "parting" | "vanishing" | "still" | "growing";
        /**
         * DoctorOut
         * @description Whether everything is healthy, and what was found.
         */
        DoctorOut: {
            /** Findings */
            findings: components["schemas"]["FindingOut"][];
            /** Healthy */
            healthy: boolean;
        };
        /**
         * EffortIn
         * @description How long this annotation has taken in one look at its image.
         *
         *     Attributes:
         *         sitting: made up by the page when the image is shown; the saves of one look share it.
         *         active_s: seconds of it so far, without idle time.
         */
        EffortIn: {
            /** Active S */
            active_s: number;
            /** Sitting */
            sitting: string;
        };
        /**
         * EffortOut
         * @description Time and labels for each round.
         *
         *     Attributes:
         *         gap_s: the shortest and the longest time between two saves that stands in where the browser
         *             measured none.
         *         rows: by round and physician.
         *         rounds: by round, all physicians together.
         */
        EffortOut: {
            /** Gap S */
            gap_s: number[];
            /** Rounds */
            rounds: components["schemas"]["WorkOut"][];
            /** Rows */
            rows: components["schemas"]["WorkOut"][];
        };
        /**
         * ErasureIn
         * @description Which patient is to be erased: the one of the image in this row.
         */
        ErasureIn: {
            /** Row */
            row: number;
        };
        /**
         * ErasureOut
         * @description What an erasure did.
         *
         *     Attributes:
         *         images: how many were erased; 0 where it had been done before.
         *         outside: originals that lie outside the workspace and were not touched.
         *         shared: images of other projects with the same originals; erase them there as well.
         */
        ErasureOut: {
            /** Images */
            images: number;
            /** Outside */
            outside: number;
            /** Shared */
            shared: number;
        };
        /**
         * EvaluateIn
         * @description Which split a round is measured on.
         */
        EvaluateIn: {
            /** @default test */
            split: components["schemas"]["Split"];
        };
        /**
         * FilmOut
         * @description What a round's training showed of the pins.
         */
        FilmOut: {
            /** Round */
            round: number;
            /** Strips */
            strips: components["schemas"]["StripOut"][];
        };
        /**
         * FindingOut
         * @description One thing that was examined; not healthy: someone should look.
         */
        FindingOut: {
            /** Found */
            found: string;
            /** Healthy */
            healthy: boolean;
            /** Subject */
            subject: string;
        };
        /**
         * FineTuneIn
         * @description How a round is fine-tuned; the meanings are in the reply of the route of parameters.
         */
        FineTuneIn: {
            /** Accumulate */
            accumulate?: number | null;
            /** Annotated Per Step */
            annotated_per_step?: number | null;
            /** Attention */
            attention?: string | null;
            /** Attention Weight */
            attention_weight?: number | null;
            /** Augment */
            augment?: boolean | null;
            /** Blend */
            blend?: ("feather" | "membrane") | null;
            /** Distillation */
            distillation?: number | null;
            /** Learning Rate */
            learning_rate?: number | null;
            /** Precision */
            precision?: ("auto" | "32" | "bf16") | null;
            /** Rehearsal Per Step */
            rehearsal_per_step?: number | null;
            /** Scope */
            scope?: ("full" | "last-block") | null;
            /** Seed */
            seed?: number | null;
            /** Steps */
            steps?: number | null;
            /** Swap */
            swap?: boolean | null;
        };
        /**
         * FolderImportIn
         * @description Which folder of the server is imported, and how.
         *
         *     Attributes:
         *         in_place: refer to the originals instead of copying them.
         */
        FolderImportIn: {
            /** Age Column */
            age_column?: string | null;
            /**
             * Cue Columns
             * @default []
             */
            cue_columns: string[];
            /** Folder */
            folder: string;
            /** Image Column */
            image_column?: string | null;
            /**
             * In Place
             * @default false
             */
            in_place: boolean;
            /**
             * Label Columns
             * @default []
             */
            label_columns: string[];
            /** Labels Column */
            labels_column?: string | null;
            /**
             * Layout
             * @default table
             * @enum {string}
             */
            layout: "table" | "folder" | "chexpert" | "vindr";
            /**
             * Min Positives
             * @default 0
             */
            min_positives: number;
            /** Patient Column */
            patient_column?: string | null;
            /** Regions */
            regions?: string | null;
            /**
             * Separator
             * @default |
             */
            separator: string;
            /** Sex Column */
            sex_column?: string | null;
            /** Split Column */
            split_column?: string | null;
            /**
             * Split Map
             * @default {}
             */
            split_map: {
                [key: string]: components["schemas"]["Split"];
            };
            /** Table */
            table?: string | null;
            /** View Column */
            view_column?: string | null;
        };
        /**
         * FoldersOut
         * @description What lies in a folder; `path` null: the folders that may be imported from.
         */
        FoldersOut: {
            /** Files */
            files: string[];
            /** Folders */
            folders: string[];
            /** Path */
            path: string | null;
        };
        /**
         * GridOut
         * @description A page of the comparison grid; `next` is the row to go on from, null at the end.
         */
        GridOut: {
            /** Label */
            label: string;
            /** Next */
            next: number | null;
            /** Rows */
            rows: components["schemas"]["GridRowOut"][];
            split: components["schemas"]["Split"];
        };
        /**
         * GridRowOut
         * @description One image, and one cell for each round in the order asked for.
         */
        GridRowOut: {
            /** Cells */
            cells: components["schemas"]["CellOut"][];
            image: components["schemas"]["ImageOut"];
        };
        /**
         * HealthOut
         * @description The server answers and reaches its database.
         */
        HealthOut: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
        };
        /**
         * ImageOut
         * @description One image and what is known of it.
         *
         *     Attributes:
         *         labels: per label of the project 1, 0 or null (unknown), as the table gave them.
         *         window: (centre, width) that came with the image, in stored pixel values.
         */
        ImageOut: {
            /** Acquired On */
            acquired_on: string | null;
            /** Age Years */
            age_years: number | null;
            /** Bit Depth */
            bit_depth: number;
            /** Channels */
            channels: number;
            /** Cues */
            cues: {
                [key: string]: string;
            };
            /** Height */
            height: number;
            /** Id */
            id: string;
            /** Labels */
            labels: ((0 | 1) | null)[];
            /** Laterality */
            laterality: string | null;
            /** Patient */
            patient: string;
            /** Row */
            row: number;
            /** Series Uid */
            series_uid: string | null;
            /** Sex */
            sex: string | null;
            /** Sop Uid */
            sop_uid: string | null;
            /** Spacing Mm */
            spacing_mm: number[] | null;
            split: components["schemas"]["Split"] | null;
            /** Study Uid */
            study_uid: string | null;
            /** View */
            view: string | null;
            /** Width */
            width: number;
            /** Window */
            window: number[] | null;
        };
        /**
         * ImagesOut
         * @description A page of images in row order; `next` is the row to go on from, null at the end.
         */
        ImagesOut: {
            /** Images */
            images: components["schemas"]["ImageOut"][];
            /** Next */
            next: number | null;
        };
        /**
         * ImportIn
         * @description Which upload is imported, and how.
         */
        ImportIn: {
            /** Age Column */
            age_column?: string | null;
            /**
             * Cue Columns
             * @default []
             */
            cue_columns: string[];
            /** Image Column */
            image_column?: string | null;
            /**
             * Label Columns
             * @default []
             */
            label_columns: string[];
            /** Labels Column */
            labels_column?: string | null;
            /**
             * Layout
             * @default table
             * @enum {string}
             */
            layout: "table" | "folder" | "chexpert" | "vindr";
            /**
             * Min Positives
             * @default 0
             */
            min_positives: number;
            /** Patient Column */
            patient_column?: string | null;
            /** Regions */
            regions?: string | null;
            /**
             * Separator
             * @default |
             */
            separator: string;
            /** Sex Column */
            sex_column?: string | null;
            /** Split Column */
            split_column?: string | null;
            /**
             * Split Map
             * @default {}
             */
            split_map: {
                [key: string]: components["schemas"]["Split"];
            };
            /** Table */
            table?: string | null;
            /** Upload */
            upload: string;
            /** View Column */
            view_column?: string | null;
        };
        /**
         * JobOut
         * @description One run of a step in the background.
         *
         *     Attributes:
         *         phase: what is being done, in words.
         *         done: how many of `total` of this phase are done.
         *         metrics: the last figures, by name; null: unknown.
         *         eta_s: estimated seconds until this phase is done; null: unknown.
         *         not_before: while it is queued: it waits for a person, and goes on then without an answer.
         *         attempt: 1 for the first run; a retry or another worker that goes on adds 1.
         *         failure: why it failed.
         *         outcome: what the step returned; of a failed job `cause`: diverged, disk, memory, refused,
         *             worker or unexpected.
         */
        JobOut: {
            /** Arguments */
            arguments: {
                [key: string]: unknown;
            };
            /** Attempt */
            attempt: number;
            /** Author */
            author: string;
            /** Cancel Requested */
            cancel_requested: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Device */
            device: string | null;
            /** Done */
            done: number;
            /** Eta S */
            eta_s: number | null;
            /** Failure */
            failure: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: string;
            /** Metrics */
            metrics: {
                [key: string]: number | null;
            };
            /** Not Before */
            not_before: string | null;
            /** Outcome */
            outcome: {
                [key: string]: unknown;
            } | null;
            /** Phase */
            phase: string | null;
            /** Started At */
            started_at: string | null;
            state: components["schemas"]["JobState"];
            /** Step */
            step: string;
            /** Total */
            total: number;
        };
        /**
         * JobState
         * @description Where a job stands.
         * @enum {string}
         */
        JobState: "queued" | "running" | "done" | "failed" | "cancelled";
        /**
         * JobsOut
         * @description Jobs, the newest first; `next` is the job to go on before, null at the end.
         */
        JobsOut: {
            /** Jobs */
            jobs: components["schemas"]["JobOut"][];
            /** Next */
            next: string | null;
        };
        /**
         * LabelOut
         * @description One label.
         *
         *     Attributes:
         *         paired: whether it is one of paired organs.
         *         share: of the images for which it is known; null: it is known for none.
         *         dependency: the paper's co-occurrence dependency, read literally; null: an only label.
         *         annotated_images: images with an annotation of it.
         *         threshold: operating probability of the round; null: too few cases on `tune`.
         *         figures: of the round on `test`; null where it was not evaluated.
         */
        LabelOut: {
            /** Annotated Images */
            annotated_images: number;
            /** Dependency */
            dependency: number | null;
            /** Figures */
            figures: {
                [key: string]: unknown;
            } | null;
            /** Name */
            name: string;
            /** Paired */
            paired: boolean;
            /** Positives */
            positives: number;
            /** Positives By Split */
            positives_by_split: {
                [key: string]: number;
            };
            /** Share */
            share: number | null;
            /** Threshold */
            threshold: number | null;
            /** Unknown */
            unknown: number;
        };
        /**
         * LabelPlanOut
         * @description What there is of one label: annotations with regions, and the images they lie on.
         */
        LabelPlanOut: {
            /** Accepted */
            accepted: number;
            /** Corrected */
            corrected: number;
            /** Images */
            images: number;
            /** Label */
            label: string;
        };
        /**
         * LabelledRegionIn
         * @description A polygon of one label.
         */
        LabelledRegionIn: {
            /** Label */
            label: string;
            /** Points */
            points: [
                number,
                number
            ][];
            /** @default relevant */
            relevance: components["schemas"]["Relevance"];
        };
        /**
         * LabelsOut
         * @description The table of labels; `round` is the one whose figures stand in it, null before any.
         */
        LabelsOut: {
            /** Images */
            images: number;
            /** Labels */
            labels: components["schemas"]["LabelOut"][];
            /** Patients */
            patients: number;
            /** Round */
            round: number | null;
        };
        /**
         * LiveAnswerIn
         * @description What should not matter in one image; it replaces what was said before.
         *
         *     Attributes:
         *         cells: of the grid, by number; empty: nothing.
         *         regions: polygons in the image's own pixels, drawn instead or as well.
         */
        LiveAnswerIn: {
            /**
             * Cells
             * @default []
             */
            cells: number[];
            /**
             * Regions
             * @default []
             */
            regions: components["schemas"]["RegionIn"][];
        };
        /**
         * LiveAnswerOut
         * @description What one has said of an image: cells of the grid, and polygons.
         */
        LiveAnswerOut: {
            /** Cells */
            cells: number[];
            /** Regions */
            regions: components["schemas"]["RegionOut"][];
        };
        /**
         * LiveIn
         * @description How a training asks physicians; meanings are in docs/how-to/live.md.
         */
        LiveIn: {
            /** Among */
            among?: number | null;
            /** Explainer */
            explainer?: string | null;
            /** Grid */
            grid?: number | null;
            /** Images */
            images?: number | null;
            /** Interval */
            interval?: number | null;
            /** Label */
            label?: string | null;
            /** Marked */
            marked?: number | null;
            /** Physicians */
            physicians?: number | null;
            /** Queries */
            queries?: number | null;
            /** Sampling */
            sampling?: string | null;
            /** Timeout S */
            timeout_s?: number | null;
            /** Warm Up */
            warm_up?: number | null;
            /** Weight */
            weight?: number | null;
        };
        /**
         * LiveListOut
         * @description What became of one list of images.
         *
         *     Attributes:
         *         expires_at: when training goes on without the answers that are missing.
         *         closed_at: null: it is open.
         *         answered: whether enough physicians handed it in before its time had passed.
         *         answered_images: on which somebody has said something.
         *         marked_images: in which somebody marked a place to ignore.
         *         handed_in: who has handed it in.
         */
        LiveListOut: {
            /** Answered */
            answered: boolean;
            /** Answered Images */
            answered_images: number;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked Images */
            asked_images: number;
            /** Closed At */
            closed_at: string | null;
            /** Epoch */
            epoch: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Handed In */
            handed_in: string[];
            /** Marked Images */
            marked_images: number;
            /** Number */
            number: number;
        };
        /**
         * LiveQueryOut
         * @description A list with its images, in the order in which they are worth asking about.
         *
         *     Attributes:
         *         cells: on a side of each grid.
         */
        LiveQueryOut: {
            /** Answered */
            answered: boolean;
            /** Answered Images */
            answered_images: number;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked Images */
            asked_images: number;
            /** Cells */
            cells: number;
            /** Closed At */
            closed_at: string | null;
            /** Epoch */
            epoch: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Handed In */
            handed_in: string[];
            /** Images */
            images: components["schemas"]["AskedImageOut"][];
            /** Marked Images */
            marked_images: number;
            /** Number */
            number: number;
            /** Round */
            round: number;
        };
        /**
         * LiveSessionOut
         * @description The live session of a round.
         *
         *     Attributes:
         *         parameters: when, whom and how it asks.
         *         epochs: that are finished.
         *         open: number of the list that waits for answers; null: none does.
         */
        LiveSessionOut: {
            /** Epochs */
            epochs: number;
            /** Open */
            open: number | null;
            /** Parameters */
            parameters: {
                [key: string]: unknown;
            };
            /** Queries */
            queries: components["schemas"]["LiveListOut"][];
            /** Round */
            round: number;
            state: components["schemas"]["RoundState"];
        };
        /**
         * LogLineOut
         * @description One line of a job's log.
         */
        LogLineOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Id */
            id: number;
            /** Line */
            line: string;
        };
        /**
         * LoginIn
         * @description What a person types to log in.
         */
        LoginIn: {
            /** Name */
            name: string;
            /** Password */
            password: string;
        };
        /**
         * LoginMethodsOut
         * @description How one may log in here.
         */
        LoginMethodsOut: {
            /**
             * Password
             * @default true
             * @constant
             */
            password: true;
            single_sign_on: components["schemas"]["SingleSignOnOut"] | null;
        };
        /**
         * MemberIn
         * @description A member's role.
         */
        MemberIn: {
            role: components["schemas"]["Role"];
        };
        /**
         * MemberOut
         * @description A member of a project.
         */
        MemberOut: {
            /** Disabled */
            disabled: boolean;
            /** Display Name */
            display_name: string;
            /** Name */
            name: string;
            role: components["schemas"]["Role"];
        };
        /**
         * MetricsOut
         * @description The figures of a round on a split, as `evaluate --json` prints them.
         *
         *     Attributes:
         *         labels: per label the figures, each with its 95 % interval as NAME_ci; a figure with too
         *             few cases is null and `reason` says why.
         *         macro: the means over labels.
         *         change_from_parent: paired bootstrap against the parent; null for round 0.
         *         words: per label what the round finds and what it alarms for.
         */
        MetricsOut: {
            /** Change From Parent */
            change_from_parent: {
                [key: string]: unknown;
            } | null;
            /** Groups */
            groups: {
                [key: string]: unknown;
            };
            /** Images */
            images: number;
            /** Labels */
            labels: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** Macro */
            macro: {
                [key: string]: unknown;
            };
            /** Patients */
            patients: number;
            /** Reliance */
            reliance: {
                [key: string]: unknown;
            };
            /** Round */
            round: number;
            split: components["schemas"]["Split"];
            /** Words */
            words: {
                [key: string]: string;
            };
        };
        /**
         * NewPasswordIn
         * @description A user's new password.
         */
        NewPasswordIn: {
            /** Password */
            password: string;
        };
        /**
         * NewTokenOut
         * @description A token that was made just now; its secret is shown here and never again.
         */
        NewTokenOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: number;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /** Token */
            token: string;
        };
        /**
         * NextIn
         * @description What to return of a ranking with the reply, so that a click costs one request.
         *
         *     Attributes:
         *         start: the first place that may come: the place after the image that is saved.
         *         round: null: the current one.
         *         label: null: the label that is saved.
         */
        NextIn: {
            /** Annotated */
            annotated?: boolean | null;
            /**
             * By
             * @default triage
             */
            by: string;
            /** Correct */
            correct?: boolean | null;
            /** Label */
            label?: string | null;
            /** Round */
            round?: number | null;
            /** @default review */
            split: components["schemas"]["Split"];
            /** Start */
            start: number;
        };
        /**
         * NextOut
         * @description The image that follows.
         *
         *     Attributes:
         *         ranking: a page of one image; of none at the end.
         *         annotations: everyone's, of all labels of that image.
         *         maps: base64 of what the route of maps returns for that image; null: no maps.
         */
        NextOut: {
            /** Annotations */
            annotations: components["schemas"]["AnnotationOut"][];
            /** Maps */
            maps: string | null;
            ranking: components["schemas"]["RankingOut"];
        };
        /**
         * NoteChangeIn
         * @description A note's new words.
         *
         *     Attributes:
         *         version: the version that was last seen.
         */
        NoteChangeIn: {
            /** Text */
            text: string;
            /** Version */
            version: number;
        };
        /**
         * NoteIn
         * @description A note's words.
         *
         *     Attributes:
         *         key: 32 hexadecimal digits of the program's choice: sent twice, the note is stored once.
         */
        NoteIn: {
            /** Key */
            key?: string | null;
            /** Text */
            text: string;
        };
        /**
         * NoteOut
         * @description A physician's words on one image.
         *
         *     Attributes:
         *         key: what the program that wrote it called it; null: nothing.
         */
        NoteOut: {
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** Key */
            key: string | null;
            /** Row */
            row: number;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            /** Text */
            text: string;
            /** Version */
            version: number;
        };
        /**
         * ParameterOut
         * @description One parameter in a physician's words.
         *
         *     Attributes:
         *         default: null: chosen by the program, as the meaning says.
         *         choices: what it may be, with the meaning of each; null: any value of its kind.
         */
        ParameterOut: {
            /** Choices */
            choices: {
                [key: string]: string;
            } | null;
            /** Default */
            default: unknown;
            /** Kind */
            kind: string;
            /** Least */
            least: number | null;
            /** Meaning */
            meaning: string;
            /** Most */
            most: number | null;
            /** Name */
            name: string;
        };
        /**
         * ParametersOut
         * @description Every parameter of a training and of a fine-tuning.
         *
         *     Attributes:
         *         costs: of the networks that were measured, by name.
         */
        ParametersOut: {
            /** Costs */
            costs: {
                [key: string]: components["schemas"]["CostOut"];
            };
            /** Fine Tuning */
            fine_tuning: components["schemas"]["ParameterOut"][];
            /** Training */
            training: components["schemas"]["ParameterOut"][];
        };
        /**
         * PasswordIn
         * @description The password so far, and the one from now on.
         */
        PasswordIn: {
            /** New */
            new: string;
            /** Present */
            present: string;
        };
        /**
         * PinMapOut
         * @description Where the network looked after an epoch.
         *
         *     Attributes:
         *         epoch: from 1; 0: before the first.
         *         probability: the network's own.
         *         grid: (h, w).
         *         map: the signed map, h·w little-endian float16, base64.
         */
        PinMapOut: {
            /** Epoch */
            epoch: number;
            /** Grid */
            grid: number[];
            /** Map */
            map: string;
            /** Probability */
            probability: number;
        };
        /**
         * PinOut
         * @description An image and a label that are watched.
         *
         *     Attributes:
         *         author: who pinned it; null: the program chose it.
         */
        PinOut: {
            /** Author */
            author: string | null;
            /** Label */
            label: string;
            /**
             * Pinned At
             * Format: date-time
             */
            pinned_at: string;
            /** Row */
            row: number;
        };
        /**
         * PinsOut
         * @description All pins; `most` is how many there may be.
         */
        PinsOut: {
            /** Most */
            most: number;
            /** Pins */
            pins: components["schemas"]["PinOut"][];
        };
        /**
         * PlaceOut
         * @description Where an image stands in a ranking.
         *
         *     Attributes:
         *         place: null: the ranking does not hold it.
         *         total: places of the whole order.
         */
        PlaceOut: {
            /** Place */
            place: number | null;
            /** Total */
            total: number;
        };
        /**
         * PlanOut
         * @description What a fine-tuning that starts now would use.
         *
         *     Attributes:
         *         focus: the labels that would be worked on.
         *         labels: every label with a usable region.
         *         adjudicate: pairs left out because two physicians disagree about the region.
         *         left_out: pairs left out because someone could not tell.
         *         warnings: what is odd about the masks, such as one that covers everything.
         *         obstacle: why it cannot start now; null: it can.
         */
        PlanOut: {
            /** Accepted */
            accepted: number;
            /** Adjudicate */
            adjudicate: number;
            /** Corrected */
            corrected: number;
            /** Focus */
            focus: string[];
            /** Images */
            images: number;
            /** Labels */
            labels: components["schemas"]["LabelPlanOut"][];
            /** Left Out */
            left_out: number;
            /** Obstacle */
            obstacle: string | null;
            /** Warnings */
            warnings: string[];
        };
        /**
         * PoolLabelsIn
         * @description Labels and regions of one image, in one go.
         *
         *     Attributes:
         *         labels: label to 1 or 0; those that are left out stay unknown.
         */
        PoolLabelsIn: {
            /** Labels */
            labels: {
                [key: string]: 0 | 1;
            };
            /**
             * Regions
             * @default []
             */
            regions: components["schemas"]["LabelledRegionIn"][];
        };
        /**
         * PoolOut
         * @description How many images wait for labels, and how many train.
         */
        PoolOut: {
            /** Labels */
            labels: string[];
            /** Pool */
            pool: number;
            /** Train */
            train: number;
        };
        /**
         * Problem
         * @description Why a request was refused.
         */
        Problem: {
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default null
             */
            errors: {
                [key: string]: unknown;
            }[] | null;
            /**
             * Offered
             * @default null
             */
            offered: unknown | null;
            /** Status */
            status: number;
            /**
             * Stored
             * @default null
             */
            stored: unknown | null;
            /** Title */
            title: string;
            /**
             * Type
             * @default about:blank
             */
            type: string;
        };
        /**
         * ProjectChangeIn
         * @description What of a project changes; what is left out stays.
         */
        ProjectChangeIn: {
            /** @default sigmoid */
            activation: components["schemas"]["Activation"];
            /**
             * Cue Columns
             * @default []
             */
            cue_columns: string[];
            /** Label Source */
            label_source?: string | null;
            /**
             * Labels
             * @default []
             */
            labels: string[];
            /**
             * Paired Labels
             * @default []
             */
            paired_labels: string[];
        };
        /**
         * ProjectIn
         * @description A new project; its labels may follow until the first image comes.
         *
         *     Attributes:
         *         paired_labels: those of paired organs, whose regions may be mirrored.
         *         cue_columns: table columns that may betray a label without being the disease.
         *         label_source: where the labels come from, in words.
         */
        ProjectIn: {
            /** @default sigmoid */
            activation: components["schemas"]["Activation"];
            /**
             * Cue Columns
             * @default []
             */
            cue_columns: string[];
            /** Label Source */
            label_source?: string | null;
            /**
             * Labels
             * @default []
             */
            labels: string[];
            /** Name */
            name: string;
            /**
             * Paired Labels
             * @default []
             */
            paired_labels: string[];
        };
        /**
         * ProjectOut
         * @description One project, as the list shows it.
         *
         *     Attributes:
         *         role: of the caller in it.
         *         current_round: the round the views show; null before round 0.
         */
        ProjectOut: {
            activation: components["schemas"]["Activation"];
            /** Created At */
            created_at: string | null;
            /** Cue Columns */
            cue_columns: string[];
            /** Current Round */
            current_round: number | null;
            /** Label Source */
            label_source: string | null;
            /** Labels */
            labels: string[];
            /** Name */
            name: string;
            /** Paired Labels */
            paired_labels: string[];
            role: components["schemas"]["Role"];
        };
        /**
         * ProjectOverviewOut
         * @description One project and what it holds.
         *
         *     Attributes:
         *         splits: images of each split.
         *         without_split: images that have none yet.
         *         annotated_pairs: images with an annotation, counted once for each label.
         */
        ProjectOverviewOut: {
            activation: components["schemas"]["Activation"];
            /** Annotated Pairs */
            annotated_pairs: number;
            /** Created At */
            created_at: string | null;
            /** Cue Columns */
            cue_columns: string[];
            /** Current Round */
            current_round: number | null;
            /** Images */
            images: number;
            /** Label Source */
            label_source: string | null;
            /** Labels */
            labels: string[];
            /** Name */
            name: string;
            /** Paired Labels */
            paired_labels: string[];
            /** Patients */
            patients: number;
            role: components["schemas"]["Role"];
            /** Rounds */
            rounds: number;
            /** Splits */
            splits: {
                [key: string]: number;
            };
            /** Without Split */
            without_split: number;
        };
        /**
         * RankIn
         * @description Which split is ranked anew: review, or train on request.
         */
        RankIn: {
            /** @default review */
            split: components["schemas"]["Split"];
        };
        /**
         * RankedImageOut
         * @description One image at its place in a ranking.
         *
         *     Attributes:
         *         probability: the calibrated one: .5 is the operating point.
         *         raw_probability: the network's own.
         *         truth: 1, 0 or null (unknown), after the physicians' verdicts.
         *         reason: why it is here.
         *         annotations: of this label, by author.
         *         notes: how many the image has.
         */
        RankedImageOut: {
            /** Accepted */
            accepted: boolean;
            /** Annotated */
            annotated: boolean;
            /** Annotations */
            annotations: components["schemas"]["BadgeOut"][];
            /** Correct */
            correct: boolean | null;
            image: components["schemas"]["ImageOut"];
            /** Notes */
            notes: number;
            /** Place */
            place: number;
            /** Probability */
            probability: number;
            /** Raw Probability */
            raw_probability: number;
            /** Reason */
            reason: string;
            /** Score */
            score: number;
            /** Truth */
            truth: (0 | 1) | null;
        };
        /**
         * RankingKindOut
         * @description One ranking.
         *
         *     Attributes:
         *         first: whether the lowest or the highest score comes first.
         *         meaning: what comes first, in one line.
         *         stored: splits of the current round whose order by it can be paged through.
         */
        RankingKindOut: {
            /** Default */
            default: boolean;
            /**
             * First
             * @enum {string}
             */
            first: "lowest" | "highest";
            /** Meaning */
            meaning: string;
            /** Name */
            name: string;
            /** Stored */
            stored: components["schemas"]["Split"][];
        };
        /**
         * RankingOut
         * @description A page of a ranking.
         *
         *     Attributes:
         *         fresh: whether no annotation and no image came or went since the order was made.
         *         total: places of the whole order, without filters.
         *         next: the place to go on from; null at the end.
         */
        RankingOut: {
            /** By */
            by: string;
            /** Fresh */
            fresh: boolean;
            /** Images */
            images: components["schemas"]["RankedImageOut"][];
            /** Label */
            label: string;
            /** Next */
            next: number | null;
            /**
             * Ranked At
             * Format: date-time
             */
            ranked_at: string;
            /** Round */
            round: number;
            split: components["schemas"]["Split"];
            /** Start */
            start: number;
            /** Total */
            total: number;
        };
        /**
         * ReceiptOut
         * @description What a round changed: first the images nobody drew on, then every correction.
         */
        ReceiptOut: {
            /** Corrections */
            corrections: {
                [key: string]: unknown;
            }[];
            /** Parent */
            parent: number;
            /** Round */
            round: number;
            /** Untouched */
            untouched: {
                [key: string]: unknown;
            }[];
        };
        /**
         * RegionIn
         * @description A polygon in the image's own pixels; the last corner joins the first.
         */
        RegionIn: {
            /** Points */
            points: [
                number,
                number
            ][];
            /** @default relevant */
            relevance: components["schemas"]["Relevance"];
        };
        /**
         * RegionOut
         * @description A polygon in the image's own pixels.
         */
        RegionOut: {
            /** Points */
            points: [
                number,
                number
            ][];
            relevance: components["schemas"]["Relevance"];
        };
        /**
         * Relevance
         * @description Whether a region says "look here" or "ignore this".
         * @enum {string}
         */
        Relevance: "relevant" | "irrelevant";
        /**
         * RelianceOut
         * @description How far a round relies on what physicians and experts marked, and its worst groups.
         */
        RelianceOut: {
            /** Groups */
            groups: {
                [key: string]: unknown;
            };
            /** Reliance */
            reliance: {
                [key: string]: unknown;
            };
            /** Round */
            round: number;
            split: components["schemas"]["Split"];
        };
        /**
         * Role
         * @description What a user may do; each role includes those before it.
         *
         *     `physician` uploads, reviews, annotates, trains and fine-tunes with the defaults;
         *     `engineer` also sets every parameter and prunes; `admin` also decides who may do what.
         * @enum {string}
         */
        Role: "physician" | "engineer" | "admin";
        /**
         * RoundOut
         * @description One round.
         *
         *     Attributes:
         *         settings: every parameter it was started with.
         *         thresholds: per label the operating probability; null where `tune` has too few cases.
         *         history: per epoch the losses, the learning rate and the gradient norm, and what was
         *             measured on `tune`: the score, the loss.
         *         warnings: what the history warns of.
         *         guard: per label what the guard found; empty where it found nothing.
         */
        RoundOut: {
            /** Code Hash */
            code_hash: string | null;
            /** Created At */
            created_at: string | null;
            /** Current */
            current: boolean;
            /** Data Hash */
            data_hash: string | null;
            /** Environment */
            environment: {
                [key: string]: unknown;
            };
            /** Failure */
            failure: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Guard */
            guard: {
                [key: string]: unknown;
            };
            /** History */
            history: {
                [key: string]: unknown;
            }[];
            /** Parent */
            parent: number | null;
            /** Preview */
            preview: boolean;
            /** Round */
            round: number;
            scope: components["schemas"]["Scope"];
            /** Seed */
            seed: number;
            /** Settings */
            settings: {
                [key: string]: unknown;
            };
            state: components["schemas"]["RoundState"];
            /** Thresholds */
            thresholds: (number | null)[] | null;
            /** Warnings */
            warnings: components["schemas"]["CurveWarning"][];
        };
        /**
         * RoundState
         * @description Where a round stands; the legal moves are in `rounds.states`.
         * @enum {string}
         */
        RoundState: "created" | "training" | "trained" | "explained" | "ranked" | "ready" | "failed" | "cancelled";
        /**
         * SavedOut
         * @description What is stored now, on disk.
         *
         *     Attributes:
         *         version: belongs into the next save.
         *         annotation: as it is stored; null: it was withdrawn.
         *         notes: a sentence for each thing that was changed to make the regions fit, or that is
         *             odd about them.
         *         next: the image that follows, where it was asked for.
         *         next_obstacle: why there is none.
         */
        SavedOut: {
            annotation: components["schemas"]["AnnotationOut"] | null;
            next: components["schemas"]["NextOut"] | null;
            /** Next Obstacle */
            next_obstacle: string | null;
            /** Notes */
            notes: string[];
            /** Version */
            version: number;
        };
        /**
         * Scope
         * @description Which weights a fine-tuning round may change.
         * @enum {string}
         */
        Scope: "full" | "last-block";
        /**
         * SessionOut
         * @description Who is logged in, and until when.
         *
         *     Attributes:
         *         roles: role in each project that the user may open.
         *         csrf_token: belongs into the header X-CSRF-Token of every change; null: a script's token.
         *         idle_ends_at: when the session ends if it is not used.
         *         ends_at: when it ends in any case.
         */
        SessionOut: {
            /** Csrf Token */
            csrf_token: string | null;
            /** Ends At */
            ends_at: string | null;
            /** Idle Ends At */
            idle_ends_at: string | null;
            /** Roles */
            roles: {
                [key: string]: components["schemas"]["Role"];
            };
            user: components["schemas"]["UserOut"];
        };
        /**
         * SingleSignOnOut
         * @description The hospital's single sign-on.
         *
         *     Attributes:
         *         title: what its button says.
         *         start: where the browser goes.
         */
        SingleSignOnOut: {
            /** Start */
            start: string;
            /** Title */
            title: string;
        };
        /**
         * Split
         * @description What an image is used for; disjoint by patient.
         * @enum {string}
         */
        Split: "train" | "review" | "tune" | "test" | "sealed" | "pool";
        /**
         * SplitsIn
         * @description How images that have no split get one; splits never change afterwards.
         *
         *     Attributes:
         *         fractions: share of each split, together 1; null: the defaults for this many images.
         *         region_test_share: share of the images with reference regions that `test` gets.
         */
        SplitsIn: {
            /** Fractions */
            fractions?: {
                [key: string]: number;
            } | null;
            /** Region Test Share */
            region_test_share?: number | null;
            /**
             * Seed
             * @default 0
             */
            seed: number;
        };
        /**
         * StripOut
         * @description The maps of one pin, epoch by epoch; one that was pinned late has no early ones.
         */
        StripOut: {
            /** Label */
            label: string;
            /** Maps */
            maps: components["schemas"]["PinMapOut"][];
            /** Row */
            row: number;
            /** Truth */
            truth: (0 | 1) | null;
        };
        /**
         * TokenIn
         * @description A token that is to be made.
         *
         *     Attributes:
         *         name: what it is for.
         *         days: how long it is good; null: until it is revoked.
         */
        TokenIn: {
            /** Days */
            days?: number | null;
            /** Name */
            name: string;
        };
        /**
         * TokenOut
         * @description A token, without its secret.
         */
        TokenOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: number;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
        };
        /**
         * TrainIn
         * @description How round 0 is trained.
         *
         *     Attributes:
         *         parameters: those that differ from the defaults; all but the architecture need an
         *             engineer.
         *         live: asks physicians after some epochs; null: it does not. All of its parameters but
         *             the label need an engineer.
         *         anew: give up what a round 0 that has stopped had learned so far.
         */
        TrainIn: {
            /**
             * Anew
             * @default false
             */
            anew: boolean;
            live?: components["schemas"]["LiveIn"] | null;
            /** @default {} */
            parameters: components["schemas"]["TrainingIn"];
        };
        /**
         * TrainingIn
         * @description How round 0 is trained; the meanings are in the reply of the route of parameters.
         */
        TrainingIn: {
            /** Architecture */
            architecture?: string | null;
            /** Augment */
            augment?: boolean | null;
            /** Batch Size */
            batch_size?: number | null;
            /** Epochs */
            epochs?: number | null;
            /** Image Size */
            image_size?: number | null;
            /** Learning Rate */
            learning_rate?: number | null;
            /** Loss */
            loss?: ("bce" | "asymmetric") | null;
            /** Patience */
            patience?: number | null;
            /** Precision */
            precision?: ("auto" | "32" | "bf16") | null;
            /** Seed */
            seed?: number | null;
            /** Weights */
            weights?: string | null;
        };
        /**
         * TuneIn
         * @description How the next round is made.
         *
         *     Attributes:
         *         focus: labels to work on; empty takes every label with annotated regions.
         *         parameters: those that differ from the defaults; they need an engineer.
         *         anew: give up what a round that has stopped had learned so far.
         */
        TuneIn: {
            /**
             * Anew
             * @default false
             */
            anew: boolean;
            /**
             * Focus
             * @default []
             */
            focus: string[];
            /** @default {} */
            parameters: components["schemas"]["FineTuneIn"];
        };
        /**
         * UploadIn
         * @description A file that will arrive in parts.
         *
         *     Attributes:
         *         part_bytes: size of every part but the last.
         */
        UploadIn: {
            /** Name */
            name: string;
            /**
             * Part Bytes
             * @default 8388608
             */
            part_bytes: number;
            /** Size Bytes */
            size_bytes: number;
        };
        /**
         * UploadOut
         * @description How much of a file has arrived.
         *
         *     Attributes:
         *         received_bytes: the next part begins here.
         *         outcome: what its import did; null: not imported yet.
         */
        UploadOut: {
            /** Author */
            author: string;
            /** Complete */
            complete: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Outcome */
            outcome: {
                [key: string]: unknown;
            } | null;
            /** Part Bytes */
            part_bytes: number;
            /** Received Bytes */
            received_bytes: number;
            /** Size Bytes */
            size_bytes: number;
        };
        /**
         * UserChangesIn
         * @description What to change of a user; what is left out stays.
         *
         *     Attributes:
         *         workspace_role: null takes it away.
         *         single_sign_on_subject: null forbids the single sign-on.
         */
        UserChangesIn: {
            /** Disabled */
            disabled?: boolean | null;
            /** Display Name */
            display_name?: string | null;
            /** Single Sign On Subject */
            single_sign_on_subject?: string | null;
            workspace_role?: components["schemas"]["Role"] | null;
        };
        /**
         * UserIn
         * @description A user who is to be added.
         *
         *     Attributes:
         *         password: null: logs in through the hospital's single sign-on only.
         *         workspace_role: role in every project; null: none.
         *         single_sign_on_subject: what the hospital's single sign-on calls this user.
         */
        UserIn: {
            /** Display Name */
            display_name?: string | null;
            /** Name */
            name: string;
            /** Password */
            password?: string | null;
            /** Single Sign On Subject */
            single_sign_on_subject?: string | null;
            workspace_role?: components["schemas"]["Role"] | null;
        };
        /**
         * UserOut
         * @description A user, as others may see them.
         *
         *     Attributes:
         *         single_sign_on: whether they may log in through the hospital's single sign-on.
         */
        UserOut: {
            /** Created At */
            created_at: string | null;
            /** Disabled */
            disabled: boolean;
            /** Display Name */
            display_name: string;
            /** Has Password */
            has_password: boolean;
            /** Name */
            name: string;
            /** Single Sign On */
            single_sign_on: boolean;
            workspace_role: components["schemas"]["Role"] | null;
        };
        /**
         * Verdict
         * @description What a physician says about one heatmap.
         * @enum {string}
         */
        Verdict: "corrected" | "accepted" | "nothing to mark" | "label is wrong" | "cannot tell";
        /**
         * WorkOut
         * @description What one physician, or (author null) all together did for one round.
         *
         *     Attributes:
         *         round: null: for the round that comes next.
         *         labels: pairs of image and label with a word that stands.
         *         total_s: all seconds that are known, those of labels taken back later too; null: none.
         *         timed: labels whose every second is known.
         *         estimated: those of them that the browser did not measure itself.
         *         median_s: seconds per label; null: unknown, as `mean_s`.
         *         mean_s_ci: 95 % interval, drawing images; null below five labels.
         */
        WorkOut: {
            /** Accepted */
            accepted: number;
            /** Author */
            author: string | null;
            /** Cannot Tell */
            cannot_tell: number;
            /** Corrected */
            corrected: number;
            /** Estimated */
            estimated: number;
            /** Images */
            images: number;
            /** Label Is Wrong */
            label_is_wrong: number;
            /** Labels */
            labels: number;
            /** Mean S */
            mean_s: number | null;
            /** Mean S Ci */
            mean_s_ci: number[] | null;
            /** Median S */
            median_s: number | null;
            /** Nothing To Mark */
            nothing_to_mark: number;
            /** Round */
            round: number | null;
            /** Timed */
            timed: number;
            /** Total S */
            total_s: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_workspace_audit: {
        parameters: {
            query?: {
                /** @description only older entries than this number */
                before?: number;
                /** @description at most so many */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPageOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_workspace_audit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheckOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_doctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoctorOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream_events: {
        parameters: {
            query?: never;
            header?: {
                /** @description the last event seen */
                "Last-Event-ID"?: number;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description server-sent events, without an end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 7
                     *     event: annotation saved
                     *     data: {"project":"chest","at":"…","content":{"row":3}}
                     */
                    "text/event-stream": unknown;
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_folders: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoldersOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthOut"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_login_methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginMethodsOut"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_oidc: {
        parameters: {
            query?: {
                /** @description as the single sign-on sends it */
                state?: string;
                /** @description as the single sign-on sends it */
                code?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The browser goes on to `Location`. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
        };
    };
    start_oidc: {
        parameters: {
            query?: {
                /** @description path of this server where the browser goes once it is logged in */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The browser goes on to `Location`. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/html": string;
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectOverviewOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChangeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_annotations: {
        parameters: {
            query?: {
                /** @description where to go on from */
                start?: number;
                /** @description at most so many */
                limit?: number;
                label?: string;
                author?: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnotationsOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_annotations: {
        parameters: {
            query?: {
                format?: "json" | "coco" | "labelme";
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description our own JSON with every version, COCO, or a zip of LabelMe files */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "application/zip": unknown;
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description only older entries than this number */
                before?: number;
                /** @description at most so many */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPageOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_audit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheckOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_comparison_grid: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
                /** @description round numbers by commas */
                rounds: string;
                /** @description images with the label, or without */
                truth?: "positive" | "negative";
                /** @description test, tune or review */
                split?: components["schemas"]["Split"];
                /** @description where to go on from */
                start?: number;
                /** @description at most so many */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_cooccurrence: {
        parameters: {
            query?: {
                /** @description default: every split */
                split?: components["schemas"]["Split"];
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CooccurrenceOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_current_round: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CurrentRoundIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoundOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_effort: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffortOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erase_patient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_fine_tuning: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TuneIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plan_fine_tuning: {
        parameters: {
            query?: {
                focus?: string[];
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_folder_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FolderImportIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_images: {
        parameters: {
            query?: {
                /** @description default: every split */
                split?: components["schemas"]["Split"];
                /** @description only images that carry this label */
                label?: string;
                /** @description where to go on from */
                start?: number;
                /** @description at most so many */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagesOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_image: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_heatmap: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptanceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_image_annotations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnotationOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_annotation: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnotationIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_annotation: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
                /** @description the version last seen */
                version: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_annotation_history: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnotationOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_notes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
                note_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteChangeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_note: {
        parameters: {
            query: {
                /** @description the version last seen */
                version: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
                note_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_original: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/tiff": string;
                };
            };
            /** @description the browser's copy is still right */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_patient_images: {
        parameters: {
            query?: {
                /** @description where to go on from */
                start?: number;
                /** @description at most so many */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagesOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_pixels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description the browser's copy is still right */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rendering: {
        parameters: {
            query?: {
                /** @description of the window, in pixel values */
                centre?: number;
                /** @description of the window; name both or neither */
                width?: number;
                /** @description longer side in px, at most */
                side?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description the browser's copy is still right */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_thumbnail: {
        parameters: {
            query?: {
                /** @description longer side in px, at least */
                side?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            /** @description the browser's copy is still right */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: {
                state?: components["schemas"]["JobState"][];
                /** @description at most so many */
                limit?: number;
                before?: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobsOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_job_log: {
        parameters: {
            query?: {
                /** @description where to go on from */
                after?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLineOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_labels: {
        parameters: {
            query?: {
                /** @description default: the current round */
                round?: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelsOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description a user */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description a user */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_parameters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParametersOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_pins: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinsOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pin_image: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinsOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unpin_image: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinsOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_pool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_pool_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_pool_curve: {
        parameters: {
            query?: {
                metric?: string;
                label?: string | null;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurvePointOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    label_pool_image: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PoolLabelsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_continuing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_rankings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RankingKindOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_rounds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoundOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_round: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoundOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_round: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calibration: {
        parameters: {
            query?: {
                /** @description test, tune or review */
                split?: components["schemas"]["Split"];
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalibrationOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_comparison: {
        parameters: {
            query: {
                /** @description another round */
                with: number;
                /** @description test, tune or review */
                split?: components["schemas"]["Split"];
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComparisonOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_evaluation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluateIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_film: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilmOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveSessionOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_live_query: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
                /** @description the list's number, from 1 */
                query: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveQueryOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_live_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
                /** @description the list's number, from 1 */
                query: number;
                /** @description the image's permanent row number */
                row: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LiveAnswerIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveAnswerOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_live_query: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
                /** @description the list's number, from 1 */
                query: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveQueryOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_maps: {
        parameters: {
            query: {
                /** @description row numbers by commas */
                rows: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: {
                /** @description test, tune or review */
                split?: components["schemas"]["Split"];
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ranking: {
        parameters: {
            query: {
                /** @description a label's name */
                label: string;
                /** @description a ranking's name */
                by?: string;
                /** @description review, or train on request */
                split?: components["schemas"]["Split"];
                /** @description where to go on from */
                start?: number;
                /** @description at most so many */
                limit?: number;
                /** @description only what the model had right, or wrong, when ranked */
                correct?: boolean;
                /** @description only images with an annotation of the label, or without */
                annotated?: boolean;
                /** @description with by=similar: the row of the image that is searched for */
                like?: number;
                /** @description with like: a part of that image, x,y,x,y,… of its corners in pixels */
                region?: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RankingOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_ranking: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RankIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ranking_place: {
        parameters: {
            query: {
                /** @description the image's permanent row number */
                row: number;
                /** @description a label's name */
                label: string;
                /** @description a ranking's name */
                by?: string;
                /** @description review, or train on request */
                split?: components["schemas"]["Split"];
                /** @description with by=similar: the row of the image that is searched for */
                like?: number;
                /** @description with like: a part of that image, x,y,x,y,… of its corners in pixels */
                region?: string;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_reliance: {
        parameters: {
            query?: {
                /** @description test, tune or review */
                split?: components["schemas"]["Split"];
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                /** @description the round's number */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelianceOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assign_splits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SplitsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_training: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_uploads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_upload_part: {
        parameters: {
            query: {
                /** @description of the part's first byte */
                offset: number;
            };
            header?: never;
            path: {
                /** @description the project's name */
                project: string;
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out_everywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewTokenOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"][];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description a user */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChangesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What is stored contradicts what was asked; `stored` and `offered` hold both. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rules forbid the change. */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_user_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description a user */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasswordIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nobody is logged in, or the login has ended. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is not enough, or the CSRF token is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or it may not be seen. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More bytes than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request, or what it names, cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests or attempts; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not possible now: database, disk or another service; nothing was confirmed. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
